import { expect, test } from 'vitest'
import { openableUrl, placeOf } from './link'

test.each([
  ['https://example.org/a?b#c', 'example.org'],
  ['HTTPS://EXAMPLE.org', 'example.org'],
  ['https://xn--e1awd7f.example/', 'xn--e1awd7f.example'],
  ['mailto:a@example.org?subject=Hi', 'a@example.org'],
  ['mailto:a%40example.org', 'a@example.org'],
])('%s may be opened, and leads to %s', (text, place) => {
  const url = openableUrl(text)
  expect(url && placeOf(url)).toBe(place)
})

test.each([
  ...['javascript:alert(1)', ' javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\nscript:alert(1)', 'vbscript:x'],
  ...['data:text/html,<script>alert(1)</script>', 'file:///etc/passwd', 'app://trilane/index.html', 'blob:https://x'],
  ...[
    'mailto:a@example.org?attach=/etc/passwd',
    'mailto:a@example.org?subject=Hi&Attachment=x',
    'mailto:?bcc=a&X-Run=1',
  ],
  ...['http://example.org', 'ftp://example.org', '//example.org', '/etc/passwd', 'C:\\Windows\\calc.exe', '#top', ''],
  ...[
    'https://bank.example@evil.example/',
    'https://user:pass@evil.example/',
    'https://',
    'ms-msdt:/id',
    'smb://host/x',
  ],
])('%s may not', (text) => {
  expect(openableUrl(text)).toBeNull()
})
