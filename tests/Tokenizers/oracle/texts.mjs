// Written for this purpose: many scripts, emoji, code, white space, control characters.
export const texts = [
  "", " ", "  ", "\n", "\t\n \r\n  x", "Hello world", " Hello  world! ", "The quick brown fox jumps over the lazy dog, doesn't it? It's 'quoted' and we'll see they'VE done.",
  "1234567890 3.14159 1,000,000 ½ ² Ⅷ ٣٤٥ 一二三", "def f(x):\n    return {'a': [x**2 for x in range(10)]}  # comment\n\n\nif __name__ == \"__main__\":\n\tprint(f(3))\n",
  "Straße, naïve café, ÀÉÎÕÜ, İstanbul ıŞğ, ΑΒΓ ὈΔΥΣΣΕΎΣ, ﬁ ﬂ ﬀ, ǅ ǆ", "e\u0301 a\u0323\u0307 q\u0307\u0323 \u1E9B\u0323 \uAC01 \u1100\u1161\u11A8 \u212B \u2126 \uFB2C \u0958",
  "Привет, мир! Ещё раз: съешь же ещё этих мягких французских булок.", "你好，世界！今天是2026年。中文标点：「引号」、省略……", "日本語のテキスト、カタカナとひらがな。ﾊﾝｶｸ", "한국어 텍스트입니다. 안녕하세요!",
  "مرحبا بالعالم، كيف الحال؟", "שלום עולם!", "नमस्ते दुनिया, क्षत्रिय", "สวัสดีครับ ผมชื่อ", "𝒜𝓁𝓅𝒽𝒶 𐐀𐐨 𠀀𠮷 𝟙𝟚𝟛", "😀 👨‍👩‍👧‍👦 🇩🇪🇫🇷 👍🏽 ❤️ ☃ 🏳️‍🌈",
  "a\u0000b\u0001c\u007Fd\u0085e\u00A0f\u00ADg\u200Bh\u200Di\u2028j\uFEFFk\uFFFDl", "<|im_end|> <|im_end|>! x <|x|> y Hello Hellos world worldly <s> </s> <unk> [MASK] [CLS]",
  "http://example.com/path?q=1&r=a%20b#frag user@host.org C:\\dir\\file.txt", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "!!!???...,,,;;; --- === *** ((())) [[]] {{}} <<>> $$$ ~~~ ^^^ ```",
  "CamelCaseHTTPServer XMLHttpRequest snake_case_name kebab-case-name UPPER lower Mixed123abc", "     leading and trailing     ", "tab\tseparated\tvalues\nnew\n\n\nlines\r\nwindows\rmac",
  "▁already ▁marked▁text ##hash <0x41>", "Ω≈ç√∫˜µ≤≥÷ €£¥₹ ™®© ½¼¾ №", "Zażółć gęślą jaźń; Příliš žluťoučký kůň; árvíztűrő; Tiếng Việt có dấu", "don't DON'T I'll I'LL you're YOU'RE 'tis o'clock ’s ‘s ſ'ſ",
];
