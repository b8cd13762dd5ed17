package org.jdeploy.deployer.template;

import freemarker.template.SimpleScalar;
import freemarker.template.TemplateHashModel;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;

/** The secrets as one template sees them, {@code ${secret.NAME}}; knows whether it used one. */
final class UsedSecrets implements TemplateHashModel {
  private final Secrets secrets;
  private boolean used;

  UsedSecrets(Secrets secrets) {
    this.secrets = secrets;
  }

  boolean used() {
    return used;
  }

  String value(String name) throws TemplateModelException {
    used = true;
    return secrets
        .value(name)
        .orElseThrow(() ->
            new TemplateModelException(
                "there is no secret \"" + name + "\" under \"secrets\" in deploy.json"));
  }

  @Override
  public TemplateModel get(String name) throws TemplateModelException {
    return new SimpleScalar(value(name));
  }

  @Override
  public boolean isEmpty() {
    return false;
  }
}
