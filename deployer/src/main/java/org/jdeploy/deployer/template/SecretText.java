package org.jdeploy.deployer.template;

import freemarker.template.TemplateModelException;
import freemarker.template.TemplateScalarModel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdeploy.deployer.config.Placeholders;

/**
 * A configured text that mentions secrets: resolved, and noted as used, when a template prints it.
 */
final class SecretText implements TemplateScalarModel {
  private static final Pattern SECRET = Pattern.compile("(\\$?)\\$\\{secret\\.([A-Za-z0-9_.-]+)}");

  private final String text;
  private final UsedSecrets secrets;

  SecretText(String text, UsedSecrets secrets) {
    this.text = text;
    this.secrets = secrets;
  }

  static boolean isOpen(String text) {
    return text.contains("${");
  }

  @Override
  public String getAsString() throws TemplateModelException {
    StringBuilder result = new StringBuilder();
    Matcher matcher = SECRET.matcher(text);
    while (matcher.find()) {
      matcher.appendReplacement(
          result,
          Matcher.quoteReplacement(
              matcher.group(1).isEmpty() ? secrets.value(matcher.group(2)) : matcher.group()));
    }
    return Placeholders.unescape(matcher.appendTail(result).toString());
  }
}
