package org.jdeploy.deployer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jdeploy.runtime.json.Docs;
import org.jdeploy.runtime.json.Json;
import org.jdeploy.runtime.json.Schema;
import org.jdeploy.runtime.program.ProgramKeys;
import org.junit.jupiter.api.Test;

/**
 * The reference pages are what the key tables say. After a change of the tables: {@code mvn -pl
 * runtime,deployer test -Dtest=ReferenceTest -Dreference=write
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ReferenceTest {
  private static final Path REFERENCE = Path.of("..", "docs", "reference");

  @Test
  void the_page_of_deploy_json_is_up_to_date() throws IOException {
    same(
        "deploy.json.md",
        "# deploy.json: every key\n\n"
            + "A commented file with all of them:"
            + " [deploy.json.example](../../deploy.json.example).\n\n"
            + Docs.markdown(DeployKeys.FILE));
  }

  @Test
  void the_page_of_program_files_is_up_to_date() throws IOException {
    same(
        "program-file.md",
        "# Program files of jpm: every key\n\n" + Docs.markdown(ProgramKeys.FILE));
  }

  @Test
  void the_schemas_are_up_to_date() throws IOException {
    same("deploy.schema.json", DeployKeys.schema());
    same(
        "program-file.schema.json",
        Json.pretty(Schema.of(ProgramKeys.FILE, "a program file of jpm", false)));
  }

  private static void same(String name, String text) throws IOException {
    Path file = REFERENCE.resolve(name);
    if ("write".equals(System.getProperty("reference"))) {
      Files.createDirectories(REFERENCE);
      Files.writeString(file, text);
    }
    assertThat(Files.readString(file)).as("run with -Dreference=write").isEqualTo(text);
  }
}
