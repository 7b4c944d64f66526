const LIGHT = `
  color-scheme: light;
  --page: #f7f8fa; --card: #ffffff; --sunk: #f1f3f6; --text: #14171c; --muted: #565e6c; --line: #e1e5ea; --strong-line: #c5cbd5;
  --link: #2f4fc8; --good: #14713f; --bad: #b42521; --warn: #845400; --good-soft: #e3f4ea; --bad-soft: #fce9e7; --warn-soft: #fbf0d9;
  --band: #f3c97c; --band-edge: #c27c0e; --mark: #b42521;
  --s1: #2f55d4; --s2: #0b7f78; --s3: #c2570c; --s4: #b0206a; --s5: #6a46c2; --s6: #667085;
`;

const DARK = `
  color-scheme: dark;
  --page: #0c0e12; --card: #14171d; --sunk: #1b1f27; --text: #e9ebef; --muted: #a0a8b6; --line: #262b34; --strong-line: #3a414d;
  --link: #9db2ff; --good: #57cf91; --bad: #ff8a80; --warn: #eab54d; --good-soft: #12301f; --bad-soft: #3a1917; --warn-soft: #33270f;
  --band: #8a6420; --band-edge: #d99a32; --mark: #ff8a80;
  --s1: #8ba4ff; --s2: #45c8bd; --s3: #ff9d57; --s4: #f77fb8; --s5: #b69cff; --s6: #98a2b3;
`;

/** The reader's system chooses; the page's own switch, where there is a script, wins over it. */
export const themeStyle = `
:root {${LIGHT}}
@media (prefers-color-scheme: dark) { :root {${DARK}} }
@media screen { :root[data-theme="light"] {${LIGHT}} :root[data-theme="dark"] {${DARK}} }
@media print { :root {${LIGHT} --page: #fff;} }
`;
