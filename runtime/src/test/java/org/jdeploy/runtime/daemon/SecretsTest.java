package org.jdeploy.runtime.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {
  @Test
  void values_of_names_that_sound_secret_are_hidden() {
    for (String name :
        List.of(
            "DB_PASSWORD",
            "githubToken",
            "AWS_SECRET_ACCESS_KEY",
            "API_KEY",
            "SESSION_SECRET",
            "PGPASSWORD",
            "SMTP_PASS",
            "BASIC_AUTH",
            "JPM_COOKIE",
            "GOOGLE_CREDENTIALS",
            "PRIVATE_PEM")) {
      assertThat(Secrets.mask(name, "hunter2")).as(name).isEqualTo("***");
    }
  }

  @Test
  void ordinary_values_are_shown() {
    assertThat(Secrets.mask("NODE_ENV", "production")).isEqualTo("production");
    assertThat(Secrets.mask("AUTHOR", "me")).isEqualTo("me");
    assertThat(Secrets.mask("COMPASS", "north")).isEqualTo("north");
    assertThat(Secrets.mask("API_KEY", "")).as("nothing to hide").isEmpty();
    assertThat(Secrets.mask("URL", "https://example.com:8080/a?page=2"))
        .isEqualTo("https://example.com:8080/a?page=2");
  }

  @Test
  void passwords_in_addresses_and_keys_are_hidden_under_any_name() {
    assertThat(Secrets.mask("DATABASE_URL", "postgres://app:s3cr3t@db:5432/app?ssl=1"))
        .isEqualTo("postgres://app:***@db:5432/app?ssl=1");
    assertThat(Secrets.mask("REDIS_URL", "redis://:p@ss:word@cache/0"))
        .isEqualTo("redis://:***@cache/0");
    assertThat(Secrets.mask("DSN", "host=db user=app password=s3cr3t"))
        .isEqualTo("host=db user=app password=***");
    assertThat(Secrets.mask("HOOK", "https://h.example/x?a=1&token=abc&b=2"))
        .isEqualTo("https://h.example/x?a=1&token=***&b=2");
    assertThat(Secrets.mask("PEM", "-----BEGIN RSA X-----\nabc")).isEqualTo("***");
  }
}
