package org.jdeploy.deployer.cli;

import java.util.concurrent.Callable;
import org.jdeploy.runtime.client.JpmVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jdeploy} before a stage or a command that needs none. */
@Command(
    name = "jdeploy",
    mixinStandardHelpOptions = true,
    versionProvider = Root.Version.class,
    customSynopsis = {
      "jdeploy STAGE [COMMAND] [OPTIONS]     without a command: deploy",
      "       jdeploy COMMAND [OPTIONS]             for the commands below"
    },
    description = {
      "",
      "Brings a release from git to all servers of a stage over SSH, switches them together,",
      "and takes it back when something fails.",
      ""
    },
    commandListHeading = "Commands without a stage:%n",
    footer = {
      "",
      "`jdeploy STAGE --help` lists the commands of a stage; every command has --help.",
      "",
      "Example:",
      "  jdeploy production                deploys the stage \"production\" of deploy.json",
      "  jdeploy production rollback       goes back to the release before",
      "  jdeploy demo                      shows it all on this machine"
    })
final class Root implements Callable<Integer> {
  @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine line = java.util.Objects.requireNonNull(spec).commandLine();
    throw new ParameterException(line, "a stage or a command is missing (jdeploy --help)");
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"jdeploy " + JpmVersion.current()};
    }
  }
}
