package org.jdeploy.deployer;

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

/** The package arrows of ARCHITECTURE.md: they only point down, and planning touches no outside. */
class ArchitectureTest {
  private static final String ROOT = "org.jdeploy.deployer.";
  private static final List<String> TOP_TO_BOTTOM =
      List.of(
          "cli",
          "demo",
          "console",
          "engine",
          "ssh",
          "plan",
          "journal",
          "recipe",
          "template",
          "git",
          "shell",
          "config");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.jdeploy.deployer");

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
  void planning_and_shell_do_no_input_or_output() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "plan..", ROOT + "shell..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..", "java.net..", "java.nio.channels..", "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.file.Files")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(CLASSES);
  }
}
