package org.jdeploy.deployer.cli;

import java.io.PrintStream;
import java.util.Map;

/** Where a command runs: what it prints to and what its environment says. */
record Surroundings(PrintStream out, PrintStream err, Map<String, String> environment) {}
