package org.jdeploy.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeCommandTest {
  private static final Path PRELOAD = Path.of("/home/app/.jpm/node/abc/preload.cjs");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "node app.js, node --require PRELOAD app.js",
    "nodejs app.js, nodejs --require PRELOAD app.js",
    "/opt/node-v22/bin/node --max-old-space-size=256 app.js --port 1,"
        + " /opt/node-v22/bin/node --require PRELOAD --max-old-space-size=256 app.js --port 1",
  })
  void node_loads_the_preload_before_everything_else(String command, String expected) {
    assertThat(argv(command)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'#!/usr/bin/env node', node --require PRELOAD ./cli.js -v",
    "'#!/usr/bin/env -S node --enable-source-maps', node --require PRELOAD --enable-source-maps"
        + " ./cli.js -v",
    "'#! /opt/node/bin/node --no-warnings', /opt/node/bin/node --require PRELOAD --no-warnings"
        + " ./cli.js -v",
    "'#!/usr/bin/env nodejs\r', nodejs --require PRELOAD ./cli.js -v",
  })
  void a_script_for_node_is_run_by_the_node_it_names(String firstLine, String expected)
      throws IOException {
    Files.writeString(directory.resolve("cli.js"), firstLine + "\nrequire('./lib');\n");
    assertThat(argv("./cli.js -v")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'#!/bin/sh'",
    "'#!/usr/bin/env python3'",
    "'#!/usr/bin/env ts-node'",
    "'// node'",
    "'\u007fELF node'"
  })
  void other_files_are_not_for_node(String firstLine) throws IOException {
    Files.writeString(directory.resolve("cli.js"), firstLine + "\n");
    assertThat(argv("./cli.js -v")).isEqualTo("not node");
  }

  @ParameterizedTest
  @CsvSource({"npm start", "sh -c 'node app.js'", "node20 app.js", "./missing.js", "cli.js", "."})
  void other_commands_are_not_node(String command) {
    assertThat(argv(command)).isEqualTo("not node");
  }

  @Test
  void an_empty_command_is_not_node() {
    assertThat(NodeCommand.recognize(List.of(), directory)).isEmpty();
  }

  private String argv(String command) {
    return NodeCommand.recognize(List.of(command.split(" ")), directory)
        .map(node -> String.join(" ", node.argv(PRELOAD)).replace(PRELOAD.toString(), "PRELOAD"))
        .orElse("not node");
  }
}
