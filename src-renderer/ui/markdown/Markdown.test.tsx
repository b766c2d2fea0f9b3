import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test } from 'vitest'
import { Markdown } from './Markdown'
import { longestMarkdown, parseMarkdown } from './parse'

function setup(text: string) {
  const opened: string[] = []
  const { container } = render(<Markdown text={text} onLink={(url) => opened.push(url)} />)
  return { container, opened, user: userEvent.setup() }
}

test('draws headings, emphasis, lists, quotes, code and tables', () => {
  const { container } = setup(
    '# Title\n\n**bold** and *slanted* and ~~gone~~ and `code`\n\n1. one\n2. two\n\n- [x] done\n\n> quoted\n\n```js\nlet a = 1\n```\n\n| a | b |\n| --- | ---: |\n| 1 | 2 |',
  )
  expect(screen.getByRole('heading', { name: 'Title' })).toBeDefined()
  expect(container.querySelector('strong')?.textContent).toBe('bold')
  expect(container.querySelector('em')?.textContent).toBe('slanted')
  expect(container.querySelector('del')?.textContent).toBe('gone')
  expect(container.querySelectorAll('ol > li')).toHaveLength(2)
  expect(container.querySelector('ul > li')?.textContent).toContain('[x] done')
  expect(container.querySelector('blockquote')?.textContent).toBe('quoted')
  expect(container.querySelector('pre')?.textContent).toBe('let a = 1')
  expect(screen.getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['1', '2'])
})

test('entities are the characters that they stand for', () => {
  expect(setup('a &amp; b &lt;c&gt; &copy; &#65;').container.textContent).toBe('a & b <c> © A')
})

describe('a link', () => {
  test('goes through the one who checks it, and shows where it leads', async () => {
    const { container, opened, user } = setup('[your bank](https://evil.example/login "Bank")')
    expect(container.textContent).toBe('your bank (evil.example)')
    const link = screen.getByRole('link', { name: 'your bank' })
    expect(link.getAttribute('title')).toBe('https://evil.example/login')
    await user.click(link)
    expect(opened).toEqual(['https://evil.example/login'])
  })

  test('whose words are its address needs no more words; one whose words are another address does', () => {
    expect(setup('https://example.org/a').container.textContent).toBe('https://example.org/a')
    expect(setup('[https://bank.example](https://evil.example)').container.textContent).toBe(
      'https://bank.example (evil.example)',
    )
  })

  test.each([
    ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'javascript&#58;alert(1)', '&#106;avascript:alert(1)'],
    ...['data:text/html,<script>alert(1)</script>', 'vbscript:msgbox(1)', 'file:///etc/passwd', 'http://example.org'],
    ...['app://trilane/index.html', '//evil.example', '/relative', '#top', 'https://bank.example@evil.example'],
  ])('to %s is words, with the address beside them', (url) => {
    const { container } = setup(`[words](<${url.replaceAll('<', '%3C').replaceAll('>', '%3E')}>)`)
    expect(container.querySelector('a')).toBeNull()
    expect(container.textContent).toContain('words (')
  })
})

test('words of a link cannot turn around the place that is shown beside them', () => {
  const { container } = setup('[\u202emoc.knab](https://evil.example)')
  expect(container.querySelector('bdi')?.textContent).toBe('\u202emoc.knab')
  expect(container.querySelector('a + span')?.textContent).toBe(' (evil.example)')
  expect(container.querySelector('a + span bdi')).toBeNull()
})

describe('nothing of a text becomes a page', () => {
  const nasty = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'a <b onmouseover=alert(1)>b</b>',
    '<svg/onload=alert(1)>',
    '<iframe src="https://evil.example"></iframe>',
    '<style>*{display:none}</style>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<form action="https://evil.example"><input></form>',
    '<a href="javascript:alert(1)">x</a>',
    '<!-- --><base href="https://evil.example">',
    '![x](https://evil.example/pixel.png?secret)',
    '![x](data:image/svg+xml;base64,PHN2Zz4=)',
    '![x][r]\n\n[r]: https://evil.example/pixel.png',
    '[![x](https://evil.example/p.png)](https://evil.example)',
    '`<img src=x onerror=alert(1)>`',
    '```html\n<script>alert(1)</script>\n```',
    '| <img src=x onerror=alert(1)> |\n| --- |\n| <script>alert(1)</script> |',
    '[a]: javascript:alert(1)\n\n[a]',
    '<https://evil.example/?q="onmouseover=alert(1)>',
    '<javascript:alert(1)>',
    '[x](https://evil.example "\\" onmouseover=alert(1)")',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    'a\u0000b \u202e reversed \u200b',
    '[^1]\n\n[^1]: <img src=x onerror=alert(1)>',
    '- [ ] <input type=checkbox autofocus onfocus=alert(1)>',
    '__proto__: [__proto__]\n\n[__proto__]: https://evil.example',
  ]
  test.each(nasty)('%j', (text) => {
    const { container } = setup(text)
    const bad = 'script, img, svg, iframe, style, meta, form, input, base, object, embed, link, video, audio'
    expect(container.querySelectorAll(bad)).toHaveLength(0)
    const elements = [...container.querySelectorAll('*')]
    const names = elements.flatMap((element) => element.getAttributeNames())
    expect(names.filter((name) => name.startsWith('on') || name === 'src' || name === 'srcset')).toEqual([])
    for (const link of container.querySelectorAll('a')) expect(link.href).toMatch(/^(https:|mailto:)/)
  })

  test('an image is named, with the place that it would come from', () => {
    expect(setup('![a chart](https://evil.example/p.png?id=7)').container.textContent).toBe(
      'Image: a chart (evil.example, not loaded)',
    )
  })
})

test.each([
  ['quotes', '>'.repeat(5_000)],
  ['lists', '- '.repeat(5_000)],
  ['brackets', '['.repeat(20_000)],
  ['brackets with ends', `${'['.repeat(5_000)}a${']'.repeat(5_000)}`],
  ['emphasis', '*a '.repeat(5_000)],
  ['stars', '*'.repeat(10_000)],
  ['emphasis in emphasis', `${'*_'.repeat(2_000)}a${'_*'.repeat(2_000)}`],
  ['strong in strong', `${'**a '.repeat(2_000)}${'b** '.repeat(2_000)}`],
  ['quotes, one too few', `${'> '.repeat(39)}a`],
  ['backquotes', '`a'.repeat(5_000)],
  ['tags', '<a'.repeat(5_000)],
  ['tables', `|${'a|'.repeat(2_000)}\n|${'-|'.repeat(2_000)}`],
])('a text that was made to overflow something is shown all the same: %s', (_name, text) => {
  const { container } = setup(text)
  expect(container.textContent?.length).toBeGreaterThan(0)
})

test('a line of dashes is no nesting', () => {
  expect(parseMarkdown(`a\n\n${'-'.repeat(300)}\n\nb`)?.children.map(({ type }) => type)).toEqual([
    ...['paragraph', 'thematicBreak', 'paragraph'],
  ])
})

test('a very long text is shown as it is', () => {
  expect(parseMarkdown('a'.repeat(longestMarkdown + 1))).toBeNull()
})
