package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jdeploy.deployer.ssh.KnownHost.Marker;

/** The host keys that a person has accepted before; nothing is ever added here. */
record KnownHosts(List<KnownHost> lines) {
  private static final int STANDARD_PORT = 22;

  KnownHosts {
    lines = List.copyOf(lines);
  }

  /** Reads the files that exist. */
  static KnownHosts read(List<Path> files) throws IOException {
    List<KnownHost> lines = new ArrayList<>();
    for (Path file : files) {
      try {
        int number = 0;
        for (String text : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
          KnownHost.parse(file, ++number, text).ifPresent(lines::add);
        }
      } catch (NoSuchFileException _) {
        // as good as empty
      }
    }
    return new KnownHosts(lines);
  }

  /** What the files say about a key that a host showed. */
  sealed interface Verdict {
    record Accepted() implements Verdict {}

    record Unknown() implements Verdict {}

    record Changed(List<KnownHost> known) implements Verdict {}

    record Revoked(KnownHost by) implements Verdict {}

    /** Only a certificate would do. */
    record WantsCertificate(KnownHost by) implements Verdict {}
  }

  /** The name under which a host's key is filed. */
  static String name(String host, int port) {
    String lower = host.toLowerCase(Locale.ROOT);
    return port == STANDARD_PORT ? lower : "[" + lower + "]:" + port;
  }

  /** Judges a key, by its type and its base64. */
  Verdict judge(String host, int port, String type, String key) {
    List<KnownHost> own = about(name(host, port)).toList();
    List<KnownHost> anyPort = about(name(host, STANDARD_PORT)).toList();
    List<KnownHost> all = Stream.concat(own.stream(), anyPort.stream()).toList();
    for (KnownHost line : all) {
      if (line.marker() == Marker.REVOKED && line.key().equals(key)) {
        return new Verdict.Revoked(line);
      }
    }
    for (KnownHost line : all) {
      if (line.marker() == Marker.HOST && line.type().equals(type) && line.key().equals(key)) {
        return new Verdict.Accepted();
      }
    }
    List<KnownHost> others = own.stream().filter(line -> line.marker() == Marker.HOST).toList();
    if (!others.isEmpty()) {
      List<KnownHost> sameType = others.stream().filter(line -> line.type().equals(type)).toList();
      return new Verdict.Changed(sameType.isEmpty() ? others : sameType);
    }
    for (KnownHost line : all) {
      if (line.marker() == Marker.CERTIFICATE_AUTHORITY) {
        return new Verdict.WantsCertificate(line);
      }
    }
    return new Verdict.Unknown();
  }

  /** The types of key by which a host is known: it must be asked for these first. */
  Set<String> types(String host, int port) {
    Set<String> types = new LinkedHashSet<>();
    Stream.concat(about(name(host, port)), about(name(host, STANDARD_PORT)))
        .filter(line -> line.marker() == Marker.HOST)
        .forEach(line -> types.add(line.type()));
    return types;
  }

  private Stream<KnownHost> about(String name) {
    return lines.stream().filter(line -> line.matches(name));
  }
}
