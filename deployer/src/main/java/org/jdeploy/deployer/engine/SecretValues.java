package org.jdeploy.deployer.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdeploy.deployer.config.SecretSource;
import org.jdeploy.deployer.template.Secrets;

/**
 * The stage's secrets: each is got from its source when it is first needed, and masked from then
 * on.
 */
final class SecretValues implements Secrets {
  private final Map<String, SecretSource> sources;
  private final Path directory;
  private final Map<String, String> values = new ConcurrentHashMap<>();

  SecretValues(Map<String, SecretSource> sources, Path directory) {
    this.sources = sources;
    this.directory = directory;
  }

  @Override
  public Optional<String> value(String name) {
    SecretSource source = sources.get(name);
    return source == null
        ? Optional.empty()
        : Optional.of(values.computeIfAbsent(name, _ -> read(name, source)));
  }

  /** The value, or a failure that names what is missing. */
  String required(String name) {
    return value(name)
        .orElseThrow(() ->
            new EngineException(
                2, "there is no secret \"" + name + "\" under \"secrets\" in deploy.json"));
  }

  /** The text with every known value replaced. */
  String mask(String text) {
    return mask(text, values.values());
  }

  static String mask(String text, Collection<String> values) {
    String masked = text;
    for (String value : values) {
      for (String line : value.split("\n")) {
        if (line.length() >= 3) {
          masked = masked.replace(line, "********");
        }
      }
    }
    return masked;
  }

  private String read(String name, SecretSource source) {
    return switch (source) {
      case SecretSource.Env(String variable) -> {
        String value = System.getenv(variable);
        if (value == null) {
          throw new EngineException(
              2, "secret " + name + ": the environment variable " + variable + " is not set");
        }
        yield value;
      }
      case SecretSource.File(Path path) -> {
        try {
          yield chomp(Files.readString(directory.resolve(path)));
        } catch (IOException e) {
          throw new EngineException(2, "secret " + name + ": cannot read " + path);
        }
      }
      case SecretSource.Command(String line) -> command(name, line);
    };
  }

  private String command(String name, String line) {
    try {
      Process process =
          new ProcessBuilder("/bin/sh", "-c", line)
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new EngineException(
            2, "secret " + name + ": its command failed with exit code " + code);
      }
      return chomp(out);
    } catch (IOException e) {
      throw new EngineException(2, "secret " + name + ": its command cannot be started");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new EngineException(130, "interrupted");
    }
  }

  private static String chomp(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
