package org.jdeploy.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The package arrows of ARCHITECTURE.md: they only point down, and the pure core touches no
 * outside.
 */
class ArchitectureTest {
  private static final String ROOT = "org.jdeploy.runtime.";
  private static final List<String> TOP_TO_BOTTOM =
      List.of(
          "cli",
          "daemon",
          "control",
          "client",
          "log",
          "node",
          "host",
          "supervise",
          "program",
          "json");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.jdeploy.runtime");

  @TestFactory
  Stream<DynamicTest> arrows_only_point_down() {
    return IntStream.range(1, TOP_TO_BOTTOM.size())
        .mapToObj(below -> {
          String[] above =
              TOP_TO_BOTTOM.subList(0, below).stream()
                  .map(name -> ROOT + name + "..")
                  .toArray(String[]::new);
          String name = TOP_TO_BOTTOM.get(below);
          return DynamicTest.dynamicTest(
              name + " knows nothing above it",
              () ->
                  noClasses()
                      .that()
                      .resideInAPackage(ROOT + name + "..")
                      .should()
                      .dependOnClassesThat()
                      .resideInAnyPackage(above)
                      .check(CLASSES));
        });
  }

  @Test
  void the_core_does_no_input_or_output_and_knows_no_clock_thread_or_chance() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "supervise..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..", "java.net..", "java.nio.channels..", "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.file.Files")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.Thread")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleNameContaining("Random")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  @Test
  void the_runtime_never_sees_the_deployer() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.jdeploy.deployer..")
        .check(CLASSES);
  }
}
