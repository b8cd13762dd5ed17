package org.jdeploy.deployer.cli;

import picocli.CommandLine.Mixin;

/** What every command of a stage takes. */
final class StageOptions {
  @Mixin ConfigOptions config = new ConfigOptions();
  @Mixin FilterOptions filter = new FilterOptions();
  @Mixin OutputOptions output = new OutputOptions();
}
