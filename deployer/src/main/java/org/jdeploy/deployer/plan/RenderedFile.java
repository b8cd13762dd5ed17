package org.jdeploy.deployer.plan;

/**
 * A file that was rendered from a template.
 *
 * @param target path below the release
 * @param content the whole text; may hold secrets, so this record prints without it
 * @param mode permission bits, 0600 when a secret was used
 * @param install absolute path on the server to which publishing copies it, or empty
 */
public record RenderedFile(String target, String content, int mode, String install) {
  @Override
  public String toString() {
    return "RenderedFile[%s, %s, %d characters]"
        .formatted(target, Integer.toOctalString(mode), content.length());
  }
}
