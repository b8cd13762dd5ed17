package org.jdeploy.deployer.template;

import freemarker.template.TemplateModelException;
import freemarker.template.TemplateScalarModel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configured text that mentions secrets: resolved, and noted as used, when a template prints it.
 */
final class SecretText implements TemplateScalarModel {
  private static final Pattern SECRET = Pattern.compile("\\$\\{secret\\.([A-Za-z0-9_.-]+)}");

  private final String text;
  private final UsedSecrets secrets;

  SecretText(String text, UsedSecrets secrets) {
    this.text = text;
    this.secrets = secrets;
  }

  static boolean mentionsSecret(String text) {
    return SECRET.matcher(text).find();
  }

  @Override
  public String getAsString() throws TemplateModelException {
    StringBuilder result = new StringBuilder();
    Matcher matcher = SECRET.matcher(text);
    while (matcher.find()) {
      matcher.appendReplacement(result, Matcher.quoteReplacement(secrets.value(matcher.group(1))));
    }
    return matcher.appendTail(result).toString();
  }
}
