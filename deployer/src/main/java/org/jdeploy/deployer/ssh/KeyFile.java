package org.jdeploy.deployer.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.security.SecurityUtils;

/**
 * A private key in a file.
 *
 * @param publicKey known without the passphrase, or from the .pub file beside it
 * @param pair empty when it is encrypted or cannot be read
 * @param problem why there is no pair, as the end of a sentence
 */
record KeyFile(
    Path path, Optional<PublicKey> publicKey, Optional<KeyPair> pair, Optional<String> problem) {
  private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);

  /** Reads a key; empty when there is no such file. */
  static Optional<KeyFile> read(Path path) {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      String text = Files.readString(path, StandardCharsets.ISO_8859_1);
      Optional<OpenSsh> open = OpenSsh.parse(text);
      boolean encrypted = open.map(OpenSsh::encrypted).orElse(text.contains("ENCRYPTED"));
      if (encrypted) {
        return Optional.of(
            new KeyFile(
                path,
                open.map(OpenSsh::key).or(() -> publicFile(path)),
                Optional.empty(),
                Optional.of("is encrypted: give it to an agent (ssh-add " + path + ")")));
      }
      KeyPair pair = load(path);
      return Optional.of(
          new KeyFile(path, Optional.of(pair.getPublic()), Optional.of(pair), Optional.empty()));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      return Optional.of(
          new KeyFile(
              path,
              publicFile(path),
              Optional.empty(),
              Optional.of("cannot be read (" + reason(e) + ")")));
    }
  }

  private static String reason(Exception e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  private static KeyPair load(Path path) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(path)) {
      Iterable<KeyPair> pairs =
          SecurityUtils.loadKeyPairIdentities(
              null, NamedResource.ofName(path.toString()), in, FilePasswordProvider.EMPTY);
      Iterator<KeyPair> found = pairs == null ? null : pairs.iterator();
      if (found == null || !found.hasNext()) {
        throw new IOException("no private key in it");
      }
      return found.next();
    }
  }

  private static Optional<PublicKey> publicFile(Path path) {
    try {
      String line = Files.readString(path.resolveSibling(path.getFileName() + ".pub")).strip();
      return Optional.ofNullable(
          PublicKeyEntry.parsePublicKeyEntry(line).resolvePublicKey(null, null, null));
    } catch (IOException | GeneralSecurityException | RuntimeException _) {
      return Optional.empty();
    }
  }

  /** The part of OpenSSH's own format that is readable without a passphrase; PROTOCOL.key. */
  private record OpenSsh(boolean encrypted, PublicKey key) {

    static Optional<OpenSsh> parse(String text) throws IOException, GeneralSecurityException {
      String begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
      int from = text.indexOf(begin);
      int to = text.indexOf("-----END OPENSSH PRIVATE KEY-----");
      if (from < 0 || to < 0) {
        return Optional.empty();
      }
      byte[] bytes = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
      ByteArrayBuffer buffer = new ByteArrayBuffer(bytes);
      buffer.rpos(MAGIC.length);
      String cipher = buffer.getString();
      buffer.getString(); // how the passphrase becomes a key
      buffer.getBytes(); // and with which salt
      buffer.getInt(); // number of keys, always 1
      PublicKey key = new ByteArrayBuffer(buffer.getBytes()).getRawPublicKey();
      return Optional.of(new OpenSsh(!cipher.equals("none"), key));
    }
  }
}
