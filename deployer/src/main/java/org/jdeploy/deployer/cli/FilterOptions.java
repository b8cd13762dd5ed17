package org.jdeploy.deployer.cli;

import java.util.ArrayList;
import java.util.List;
import org.jdeploy.deployer.config.Filter;
import picocli.CommandLine.Option;

/** Which servers of the stage a command is for. */
final class FilterOptions {
  @Option(
      names = "--hosts",
      paramLabel = "NAME,…",
      hideParamSyntax = true,
      split = ",",
      description = "Only servers of these names (globs such as web*).")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--roles",
      paramLabel = "ROLE,…",
      hideParamSyntax = true,
      split = ",",
      description = "Only servers with one of these roles.")
  private List<String> roles = new ArrayList<>();

  Filter filter() {
    return new Filter(hosts, roles);
  }
}
