package org.jdeploy.deployer.plan;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a step reads on its standard input; the bytes are made when the step runs. */
public sealed interface PayloadSource {

  /** Nothing: the step reads from /dev/null. */
  record None() implements PayloadSource {}

  /** Files for the release, as a tar archive. */
  record Files(List<RenderedFile> files) implements PayloadSource {
    public Files {
      files = List.copyOf(files);
    }

    /** Names and sizes, for the plan; never contents, they may hold secrets. */
    public String description() {
      return files.stream()
          .map(file -> "%s (%d characters)".formatted(file.target(), file.content().length()))
          .collect(Collectors.joining(", "));
    }
  }

  /** A git pack that completes the tree {@code want} for a repository that has {@code have}. */
  record TreePack(String want, Set<String> have) implements PayloadSource {
    public TreePack {
      have = Set.copyOf(have);
    }
  }

  /** A text, for scripts that run later and files without secrets. */
  record Text(String text) implements PayloadSource {}

  /** The jpm distribution for the server's machine. */
  record Distribution(String sha256) implements PayloadSource {}
}
