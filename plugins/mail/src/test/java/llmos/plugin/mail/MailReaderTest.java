package llmos.plugin.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import llmos.api.Document;
import llmos.api.DocumentReader;
import llmos.testkit.DocumentReaderContract;
import org.junit.jupiter.api.Test;

class MailReaderTest extends DocumentReaderContract {
  private static final String MAIL = """
      Received: from mx.example.org by mail.example.org; Mon, 7 Jul 2025 10:00:00 +0200
      From: =?utf-8?q?J=C3=B6rg_Hafen?= <joerg@example.org>
      To: Ada <ada@example.org>,
       Bo <bo@example.org>
      Subject: =?UTF-8?B?RGVyIExldWNodHR1cm0=?= is lit
      Date: Mon, 7 Jul 2025 10:00:00 +0200
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="outer"

      preamble
      --outer
      Content-Type: multipart/alternative; boundary=inner

      --inner
      Content-Type: text/plain; charset=iso-8859-1
      Content-Transfer-Encoding: quoted-printable

      The lamp burns at n=E4chster n=
      ight.
      Second line.

      > quoted

      --inner
      Content-Type: text/html; charset=utf-8

      <h1>The lamp</h1><p>as HTML</p>
      --inner--
      --outer
      Content-Type: text/csv; name="rota.csv"
      Content-Disposition: attachment; filename*=UTF-8''dienst%C3%A4ge.csv

      who,when
      Ada,Monday
      --outer
      Content-Type: application/pdf
      Content-Transfer-Encoding: base64
      Content-Disposition: attachment; filename="=?utf-8?q?pl=C3=A4ne.pdf?="

      JVBERi0=
      --outer
      Content-Type: message/rfc822

      From: Bo <bo@example.org>
      Subject: Inner

      Forwarded words.
      --outer--
      """;

  private static final String BOX = """
      From ada@example.org Mon Jul  7 10:00:00 2025
      From: ada@example.org
      Subject: First

      >From here one sees the sea.

      From the start this line is text.

      From - Tue Jul  8 11:00:00 2025
      From: bo@example.org
      Subject: Second
      Content-Type: text/html

      <h2>Inside</h2><ul><li>item</li></ul>
      """;

  @Override
  protected DocumentReader reader() {
    return new MailReader();
  }

  @Override
  protected Map<String, byte[]> samples() {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("a.eml", MAIL.getBytes(UTF_8));
    samples.put("windows.eml", MAIL.replace("\n", "\r\n").getBytes(UTF_8));
    samples.put("1234.V801.host:2,S", MAIL.getBytes(UTF_8));
    samples.put("inbox", BOX.getBytes(UTF_8));
    return samples;
  }

  private Document read(String mail) throws Exception {
    return reader().read("a.eml", mail.getBytes(UTF_8));
  }

  private static List<String> shown(Document document) {
    return document.parts().stream()
        .map(part -> "%s%s %s"
            .formatted(
                part.kind(),
                part.level() == 0 ? "" : " " + part.level(),
                document.text().substring(part.start(), part.end())))
        .toList();
  }

  @Test
  void aMailIsItsSubjectWhoWroteItAndItsText() throws Exception {
    Document document = read(MAIL);

    assertThat(document.title()).isEqualTo("Der Leuchtturm is lit");
    assertThat(shown(document))
        .containsExactly(
            "HEADING 1 Der Leuchtturm is lit",
            "PARAGRAPH From: Jörg Hafen <joerg@example.org>",
            "PARAGRAPH To: Ada <ada@example.org>, Bo <bo@example.org>",
            "PARAGRAPH Date: Mon, 7 Jul 2025 10:00:00 +0200",
            "PARAGRAPH The lamp burns at nächster night.\nSecond line.",
            "PARAGRAPH > quoted",
            "HEADING 2 Attachment dienstäge.csv",
            "PARAGRAPH who,when\nAda,Monday",
            "HEADING 2 Inner",
            "PARAGRAPH From: Bo <bo@example.org>",
            "PARAGRAPH Forwarded words.",
            "PARAGRAPH Attached, not read: pläne.pdf (application/pdf)");
    assertThat(document.warnings())
        .containsExactly("1 attachment is not read: pläne.pdf (application/pdf)");
  }

  @Test
  void eachMessageOfAMailboxIsAHeading() throws Exception {
    Document document = reader().read("inbox", BOX.getBytes(UTF_8));

    assertThat(document.title()).isEqualTo("inbox");
    assertThat(shown(document))
        .containsExactly(
            "HEADING 1 First",
            "PARAGRAPH From: ada@example.org",
            "PARAGRAPH From here one sees the sea.",
            "PARAGRAPH From the start this line is text.",
            "HEADING 1 Second",
            "PARAGRAPH From: bo@example.org",
            "HEADING 3 Inside",
            "LIST_ITEM 1 item");
  }

  @Test
  void htmlIsReadWhereThereIsNoPlainText() throws Exception {
    Document document = read(MAIL.replace("text/plain; charset=iso-8859-1", "image/x-none"));

    assertThat(document.text()).contains("The lamp\n\nas HTML").doesNotContain("Second line");
  }

  @Test
  void wrongAndMissingCharsetsAreSurvived() throws Exception {
    Charset windows = Charset.forName("windows-1252");

    for (String charset :
        List.of("utf-8", "x-unknown-8bit", "us-ascii", "\"\"", "iso-8859-1 ; x")) {
      for (Charset written : List.of(UTF_8, windows)) {
        String mail =
            "From: Jörg <j@example.org>\nSubject: Größe\nContent-Type: text/plain; charset="
                + charset + "\n\nGröße 3 €\n";
        Document document = reader().read("a.eml", mail.getBytes(written));
        assertThat(document.title()).as("%s as %s", charset, written).isEqualTo("Größe");
        assertThat(document.text()).contains("From: Jörg");
        if (!charset.startsWith("iso")) {
          assertThat(document.text()).as("%s as %s", charset, written).contains("Größe 3 €");
        }
      }
    }
  }

  @Test
  void onlyWhatIsAMailIsTakenForOne() {
    assertThat(reader().reads("notes.txt", "From: me\nand more".getBytes(UTF_8)))
        .isFalse();
    assertThat(reader().reads("config", "name: x\nsubject: y\n".getBytes(UTF_8)))
        .isFalse();
    assertThat(reader().reads("notes.txt", "From the start: 10:00\n".getBytes(UTF_8)))
        .isFalse();
    assertThat(reader().reads("0001-fix.patch", BOX.getBytes(UTF_8))).isFalse();
    assertThat(reader().reads("a.eml", "PK\3\4\0\0".getBytes(UTF_8))).isFalse();
    assertThatThrownBy(() -> read("Dear all,\nno header here.\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a mail");
  }

  @Test
  void damagedMailsAreReadOrRefused() {
    for (int i = 0; i < 300; i++) {
      long seed = 9_000L + i;
      RandomGenerator dice = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      StringBuilder mail = new StringBuilder(dice.nextBoolean() ? MAIL : BOX);
      for (int n = dice.nextInt(1, 8); n > 0; n--) {
        int from = dice.nextInt(mail.length());
        int to = Math.min(mail.length(), from + dice.nextInt(80));
        String piece = mail.substring(from, to);
        switch (dice.nextInt(3)) {
          case 0 -> mail.delete(from, to);
          case 1 -> mail.insert(dice.nextInt(mail.length()), piece.repeat(dice.nextInt(4)));
          default ->
            mail.insert(
                from,
                List.of("\n", "\n\n", "--outer\n", "=?utf-8?b?\u00E4?=", "\0", "; boundary=")
                    .get(dice.nextInt(6)));
        }
      }

      tryToRead("a.eml", mail.toString().getBytes(UTF_8), "damaged mail, seed " + seed);
    }
  }

  @Test
  void nestingEndsSomewhere() throws Exception {
    StringBuilder mail = new StringBuilder("From: a\nSubject: deep\n");
    for (int i = 0; i < 3_000; i++) {
      mail.append("Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n".formatted(i, i));
    }
    mail.append("\nwords");
    String forwarded =
        "From: a\nSubject: f\nContent-Type: message/rfc822\n\n".repeat(3_000) + "From: a\n\nwords";

    for (String deep : List.of(mail.toString(), forwarded)) {
      Document document = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> read(deep));

      assertThat(document.warnings()).anyMatch(w -> w.contains("nested"));
    }
  }

  @Test
  void aLargeMailboxIsReadInLinearTime() throws Exception {
    String body = "word ".repeat(1_000) + "\n\n";
    StringBuilder box = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      box.append(
              "From a@b Mon Jul  7 10:00:00 2025\nFrom: a@b\nSubject: number %d\n\n".formatted(i))
          .append(body);
    }
    byte[] bytes = box.toString().getBytes(ISO_8859_1);

    Document document =
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> reader().read("all.mbox", bytes));

    assertThat(document.text()).contains("number 2999");
    assertThat(document.parts()).hasSize(9_000);
  }

  @Test
  void anAttachmentOfManyMegabytesIsPassedOver() throws Exception {
    String data = Base64.getMimeEncoder().encodeToString(new byte[20_000_000]);

    Document document = read(MAIL.replace("JVBERi0=", data));

    assertThat(document.text()).contains("pläne.pdf").hasSizeLessThan(1_000);
  }
}
