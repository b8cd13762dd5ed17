package org.jdeploy.runtime.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.LinuxHost;
import org.jdeploy.runtime.host.OpenFlag;
import org.jdeploy.runtime.host.User;
import org.jdeploy.runtime.host.Users;

/**
 * A program's dotenv file. It must belong to root, to jpmd's user or to the program's: nobody else
 * may say what a program gets. And a link to it must belong to one who could read it anyway: else
 * somebody could have a jpmd of root read a file that is not for him.
 */
final class EnvironmentFile {
  private static final LinuxHost HOST = new LinuxHost();
  private static final int ROOT = 0;
  private static final int MOST_LINKS = 40;
  private static final int REGULAR = 0x8000;

  private EnvironmentFile() {}

  /**
   * @param user the program's, when it is another one than jpmd's
   * @throws IOException with a sentence, which never shows what is in the file
   */
  static Map<String, String> read(Path file, Optional<User> user) throws IOException {
    String what = "environment file " + file;
    if (!Files.exists(file)) {
      throw new IOException(what + " does not exist");
    }
    Path real = withoutLinks(file.toAbsolutePath(), what, attribute(file, "uid"));
    int fd;
    try {
      fd = HOST.open(real, EnumSet.of(OpenFlag.READ, OpenFlag.NONBLOCK, OpenFlag.NOFOLLOW));
    } catch (HostException e) {
      throw new IOException("cannot read " + what + ": " + e.reason(), e);
    }
    try {
      Path opened = Path.of("/proc/self/fd/" + fd);
      if (!Files.readSymbolicLink(opened).equals(real)
          || (attribute(opened, "mode") & 0xF000) != REGULAR) {
        throw new IOException(what + " is no file");
      }
      requireOwner(what, attribute(opened, "uid"), user);
      return DotEnv.parse(Files.readString(opened), file.toString());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new IOException(what + " is not in UTF-8", e);
    } finally {
      HOST.close(fd);
    }
  }

  private static void requireOwner(String what, int owner, Optional<User> user) throws IOException {
    TreeSet<Integer> owners = new TreeSet<>();
    owners.add(ROOT);
    owners.add(Users.own());
    user.ifPresent(somebody -> owners.add(somebody.uid()));
    if (!owners.contains(owner)) {
      throw new IOException(
          what
              + " belongs to "
              + Users.name(owner)
              + ", who could change what the program gets: it must belong to "
              + owners.stream().map(Users::name).collect(Collectors.joining(" or ")));
    }
  }

  /** Follows links one by one and looks whose they are. */
  private static Path withoutLinks(Path file, String what, int owner) throws IOException {
    Deque<Path> names = new ArrayDeque<>();
    file.forEach(names::add);
    Path place = Path.of("/");
    int links = 0;
    while (!names.isEmpty()) {
      Path next = place.resolve(names.remove()).normalize();
      if (!Files.isSymbolicLink(next)) {
        place = next;
        continue;
      }
      int linkOwner = attribute(next, "uid", LinkOption.NOFOLLOW_LINKS);
      if (linkOwner != ROOT && linkOwner != Users.own() && linkOwner != owner) {
        throw new IOException(
            what
                + " is reached by "
                + next
                + ", a link of "
                + Users.name(linkOwner)
                + " to a file of "
                + Users.name(owner)
                + ": name the file itself");
      }
      if (++links > MOST_LINKS) {
        throw new IOException(what + " is reached by too many links");
      }
      Path target = Files.readSymbolicLink(next);
      Deque<Path> inner = new ArrayDeque<>();
      target.forEach(inner::add);
      while (!inner.isEmpty()) {
        names.addFirst(inner.removeLast());
      }
      if (target.isAbsolute()) {
        place = Path.of("/");
      }
    }
    return place;
  }

  private static int attribute(Path file, String name, LinkOption... options) throws IOException {
    return (int) Files.getAttribute(file, "unix:" + name, options);
  }
}
