import type { Tokenizer } from '#shared/model-info'

/*
 * OpenAI's encodings by model name, after tiktoken's model.py. For others a count by o200k_base is multiplied by how many of their tokens
 * stand for one of its own. English Markdown has 4.2 characters to a token of o200k_base; the others' are known only as characters to a token:
 * Claude about 3.5, and from Opus 4.7, Sonnet 5 and Fable 5 on about 2.7; Gemini 4; Llama, Mistral and DeepSeek 3.7.
 */
const exact = (encoding: Tokenizer['encoding']): Tokenizer => ({ encoding, factor: 1, exact: true })
const about = (charactersPerToken: number): Tokenizer => ({
  encoding: 'o200k_base',
  factor: Number((4.2 / charactersPerToken).toFixed(2)),
  exact: false,
})

const families: readonly (readonly [RegExp, Tokenizer])[] = [
  [/^gpt-oss/, exact('o200k_harmony')],
  [/^(gpt-(4o|4\.1|4\.5|5)|chatgpt-4o|o1|o3|o4-mini)($|[-.])/, exact('o200k_base')],
  [/^(gpt-4|gpt-3\.5|gpt-35|text-embedding-3|text-embedding-ada-002)($|-)/, exact('cl100k_base')],
  [/^gpt-\d/, about(4.2)], // newer than what was published of its encoding
  [/^gemini/, about(4)],
]

/** How the tokens of a model of that name are counted, whoever serves it: `vendor/` and `models/` before its name do not matter. */
export function tokenizerOf(model: string): Tokenizer {
  const name = model.toLowerCase().replace(/^ft:/, '').replace(/^.*\//, '').replace(/^~/, '')
  if (name.startsWith('claude')) return about(hasNewClaudeTokenizer(name) ? 2.7 : 3.5)
  return families.find(([pattern]) => pattern.test(name))?.[1] ?? about(3.7)
}

/** `claude-opus-4-8`, `claude-sonnet-5`, `claude-opus-4.7`; older ones have the version first: `claude-3-5-sonnet`. A date is no version. */
function hasNewClaudeTokenizer(name: string): boolean {
  const [, family, major, minor = '0'] = /^claude-([a-z]+)(?:-(\d{1,2})(?:[-.](\d{1,2}))?)?(?!\d)/.exec(name) ?? []
  if (family === undefined || major === undefined) return family !== undefined && /-latest$/.test(name)
  const version = Number(major) + Number(minor) / 100
  return family === 'opus' ? version >= 4.07 : version >= 5
}
