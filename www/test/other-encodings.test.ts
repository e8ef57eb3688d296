import assert from "node:assert/strict";
import { test } from "node:test";

import { readText } from "../src/core/any-text.ts";
import { decodeAs, encoderFor, OTHER_ENCODINGS, recognised, type OtherEncoding } from "../src/core/other-encodings.ts";
import { refusedWith } from "./support/refused-with.ts";

const JAPANESE = "// 設定を読み込みます。ファイルがない場合は、既定の値を使います。\r\nconst 名前 = 'カメラ';\r\n";
const KOREAN = "# 이 파일은 서버에서 가져온 설정을 저장합니다.\n이름은 다음과 같다: 사용자\n";
const CHINESE = "// 这个函数的作用是在用户没有登录的时候返回一个错误。\nreturn 我们不能为你做到;\n";
const TRADITIONAL = "// 這個函數的作用是在使用者沒有登入的時候回傳一個錯誤。\nreturn 我們不能為你做到;\n";

/** Written by a program of its own: Python's codecs, as Base64. */
const SAMPLES: Record<string, [OtherEncoding, text: string, base64: string]> = {
  "Shift_JIS": ["Shift_JIS", JAPANESE, "Ly8gkN2S6ILwk8eC3Y2egt2C3IK3gUKDdINAg0ODi4KqgsiCoo/qjYeCzYFBivmS6ILMkmyC8I5ngqKC3IK3gUINCmNvbnN0IJa8kU8gPSAng0qDgYOJJzsNCg=="],
  "EUC-JP": ["EUC-JP", JAPANESE, "Ly8gwN/E6qTyxsmk37n+pN+k3qS5oaOl1aWhpaSl66SspMqkpL7sueekz6GitPvE6qTOw82k8rvIpKSk3qS5oaMNCmNvbnN0IMy+wbAgPSAnpaul4aXpJzsNCg=="],
  "EUC-KR": ["EUC-KR", KOREAN, "IyDAzCDGxMDPwLogvK259r+hvK0gsKHBrr/CILyzwaTAuyDA+sDlx9W0z7TZLgrAzLinwLogtNnAvbD6ILCwtNk6ILvnv+vA2go="],
  "GB18030": ["GB18030", CHINESE, "Ly8g1eK49rqvyv21xNf308PKx9Ta08O7p8O709C1x8K8tcTKsbryt7W72NK7uPa07c7zoaMKcmV0dXJuIM7Sw8eyu8TczqrE49f2tb07Cg=="],
  "Big5": ["Big5", TRADITIONAL, "Ly8gs2+t06jnvMaquqdApc6sT6ZiqM+lzqrMqFOms7VupEqquq7JrdSmXrbHpECt07/5u36hQwpyZXR1cm4gp9qtzKSjr+CssKdBsLWo7DsK"],
  "UTF-16 LE without a mark": ["UTF-16 LE without BOM", "name = \"äö\"\r\nvalue = 1\r\n", "bgBhAG0AZQAgAD0AIAAiAOQA9gAiAA0ACgB2AGEAbAB1AGUAIAA9ACAAMQANAAoA"],
  "UTF-16 BE without a mark": ["UTF-16 BE without BOM", "name = \"Ω €\"\n", "AG4AYQBtAGUAIAA9ACAAIgOpACAgrAAiAAo="],
};

for (const [name, [encoding, text, base64]] of Object.entries(SAMPLES)) {
  test(`recognises ${name}, and writes it unchanged`, async () => {
    const content = new Uint8Array(Buffer.from(base64, "base64"));
    assert.deepEqual(await readText(content), { text, encoding });
    const encode = encoderFor(content, encoding);
    assert.deepEqual(encode && Buffer.from(encode(text)).toString("base64"), base64);
  });
}

test("writes characters that the file does not have", () => {
  const [encoding, text, base64] = SAMPLES["Shift_JIS"] as [OtherEncoding, string, string];
  const encode = encoderFor(Buffer.from(base64, "base64"), encoding);
  assert.equal(decodeAs(encode?.(`${text}漢字ｱ`) ?? new Uint8Array(), encoding), `${text}漢字ｱ`);
  assert.throws(() => encode?.("漢 한 🚢"), refusedWith("not_in_encoding", /^Shift_JIS: 한 \(U\+D55C\), 🚢 \(U\+1F6A2\)$/));
});

test("does not write a file that has two codes for a character", () => {
  // NEC's and IBM's codes for the same character.
  const content = Uint8Array.from([0x87, 0x90, 0x81, 0xe0]);
  assert.equal(new Set(decodeAs(content, "Shift_JIS")).size, 1);
  assert.equal(encoderFor(content, "Shift_JIS"), undefined);
  assert.notEqual(encoderFor(content.subarray(0, 2), "Shift_JIS"), undefined);
  assert.notEqual(encoderFor(content.subarray(2), "Shift_JIS"), undefined);
});

/** Texts in one byte per character, and bytes that are no text. */
const OTHERS: Record<string, Uint8Array> = {
  German: Buffer.from("Die Größe der Straße überrascht: schöne Äpfel, ÄÖÜ äöü ß. Übermäßig große Öfen.", "latin1"),
  French: Buffer.from("L'élève a été très étonné: à côté, où, ça, naïve, Noël, œuf.".replace("œ", "oe"), "latin1"),
  Swedish: Buffer.from("Åäö åäö Åsa är på ön. Räksmörgås äter vi på fårö. ÅÄÖ", "latin1"),
  Icelandic: Buffer.from("Þórður á að fá æði í þvíþættu ævintýri. Ðð Þþ Ææ.", "latin1"),
  "repeated letters": Buffer.from("é".repeat(2000), "latin1"),
  "pairs of letters": Buffer.from("ÄÖ üä öü ßß éé àà ÿÿ åä ".repeat(20), "latin1"),
  Russian: Buffer.from("z/Do4uXyLCDs6PAhINLl6vHyIO3gIPDz8fHq7uwg/+f76uUg4iDq7uTo8O7i6uUuIN3y7iDt5SDq6PLg6fHq6Ok=", "base64"),
  "Russian in KOI8-R": Buffer.from("8NLJ18XULCDNydIhIPTFy9PUIM7BINLV09PLz80g0drZy8Ug1yDLz8TJ0s/Xy8Uu", "base64"),
  Greek: Buffer.from("yuHr5+zd8eEg6vzz7OUuINTvIOrl3+zl7e8g5d/t4ekg8/TnIOPr/vPz4SDs4fIu", "base64"),
  PNG: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ", "base64"),
  "small numbers": Uint8Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? (index % 29) + 1 : 0)),
  "UTF-32": Buffer.from("a\0\0\0b\0\0\0c\0\0\0d\0\0\0", "latin1"),
  "a text with a zero": Buffer.from("some text with\0 a zero in it"),
};

test("does not recognise other texts or binary files as one of these encodings", () => {
  for (const [name, content] of Object.entries(OTHERS)) assert.equal(recognised(content), undefined, name);
  let seed = 1;
  for (let turn = 0; turn < 2000; turn++) {
    const content = Uint8Array.from({ length: 60 }, () => ((seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31), seed >> 16 & 0xff));
    assert.equal(recognised(content), undefined, Buffer.from(content).toString("base64"));
  }
});

test("does not mistake one of these encodings for another", () => {
  for (const [encoding, text, base64] of Object.values(SAMPLES)) {
    const content = Buffer.from(base64, "base64");
    for (const other of OTHER_ENCODINGS) if (other !== encoding) assert.notEqual(decodeAs(content, other), text, `${encoding} ${other}`);
  }
});
