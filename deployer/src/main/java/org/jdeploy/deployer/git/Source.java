package org.jdeploy.deployer.git;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a repository is: on this machine or behind a URL. */
sealed interface Source {
  Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);
  Pattern PASSWORD = Pattern.compile("(://)[^/@]+@");

  /** The repository as messages may show it: without a password. */
  String display();

  /** A path. */
  record Local(Path path, String display) implements Source {}

  /**
   * A URL.
   *
   * @param overSsh the system's git fetches it, with the user's own ssh settings
   */
  record Remote(String url, boolean overSsh) implements Source {
    @Override
    public String display() {
      return overSsh ? url : PASSWORD.matcher(url).replaceFirst("$1***@");
    }
  }

  static Source of(String repository, Path base) {
    if (repository.isBlank()) {
      throw new GitException("the repository is empty: expected a git URL or a path");
    }
    if (repository.startsWith("file://")) {
      return new Local(fileUrl(repository), repository);
    }
    if (SCHEME.matcher(repository).matches()) {
      return new Remote(repository, !repository.matches("(?i)https?://.*"));
    }
    Path path = path(repository, base);
    return isScpLike(repository) && !Files.exists(path)
        ? new Remote(repository, true)
        : new Local(path, repository);
  }

  /** {@code user@host:path}: a colon that comes before any slash. */
  private static boolean isScpLike(String repository) {
    int colon = repository.indexOf(':');
    int slash = repository.indexOf('/');
    return colon > 0 && (slash < 0 || colon < slash);
  }

  private static Path path(String repository, Path base) {
    if (repository.equals("~") || repository.startsWith("~/")) {
      return Path.of(System.getProperty("user.home") + repository.substring(1)).normalize();
    }
    return base.toAbsolutePath().resolve(repository).normalize();
  }

  private static Path fileUrl(String url) {
    try {
      return Path.of(new URI(url).getPath());
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new GitException("\"%s\" is no URL of a file: %s".formatted(url, e.getMessage()), e);
    }
  }
}
