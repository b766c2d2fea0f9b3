/**
 * What a provider's message says once everything that belongs to one call is taken out of it: ids, numbers, times, names, addresses, quoted
 * values. Two letters whose messages have the same gist were told the same thing. Pure, and bounded: however long a message is, its first
 * `longestRead` characters are read, by expressions whose steps grow with them alone.
 */

/** Beyond what any message is stored with (2,000 characters); what follows is stack traces and echoes of the prompt. */
const longestRead = 4_000
/** What tells messages apart stands at their beginning; their ends are links and advice. */
const longestGist = 200
/** What stands for all that was taken out. */
const out = '#'

/** Where a body of a validation error was kept as the message: what of it says what is wrong. The rest repeats the request. */
const told =
  /(["'])(message|msg|type|code|loc|detail|reason)\1\s*:\s*(?:"((?:[^"\\]|\\.){1,400})"|'((?:[^'\\]|\\.){1,400})'|[[(]([^\])]{1,200})[\])])/g
const mostTold = 6

/** Names that requests have in common: as quoted words they say what is wrong, where any other quoted word is a value of somebody's own. */
const fields = new Set(
  `model messages message content role system user assistant tool tools input inputs prompt stop stream seed temperature functions function
   logprobs reasoning effort thinking instructions text image images file format schema modalities audio store metadata truncation dimensions
   name type id url contents parts part response body properties required items`.split(/\s+/),
)

/**
 * @param names what the call is known by besides, such as its model: taken out wherever it stands
 * @returns at most 200 characters, in lower case
 */
export function gistOf(message: string, names: readonly string[] = []): string {
  let text = withoutNames(
    onlyTold(message.length > longestRead ? message.slice(0, longestRead) : message),
    names.flatMap(formsOf),
  )
  text = text
    .replace(/\b(?:https?|wss?|file|data):[^\s"'`<>)\]}]+/gi, out)
    .replace(/"((?:[^"\\]|\\.)*)(?:"|$)/g, (_, inner: string, at: number, all: string) => quoted(inner, all, at))
    .replace(/`([^`]*)`/g, (_, inner: string, at: number, all: string) => quoted(inner, all, at))
    .replace(/(?<!\w)'([^'\n]*)'(?!\w)/g, (_, inner: string, at: number, all: string) => quoted(inner, all, at))
    .replace(/“[^”]*(?:”|$)|«[^»]*(?:»|$)/g, out)
    .replace(/[^\s@"'<>()]{1,64}@[\w.-]{1,64}/g, out)
    .replace(
      /\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:com|org|net|io|ai|dev|co|cloud|app|local|internal|example|test|lan)\b/gi,
      out,
    )
    .replace(/\bending (in|with)\s+\S+/gi, `ending $1 ${out}`)
    .replace(/(?:…|\.{3}|\*{2,})[\w-]{2,}/g, out)
    .replace(labelled, `$1 ${out}`)
    .replace(calledSo, (all, label: string, name: string) =>
      notNames.has(name.toLowerCase()) ? all : `${label} ${out} `,
    )
    .replace(/[\w\-\u00c0-\u1fff\u2c00-\ud7ff]+/g, word)
  return tidied(text).slice(0, longestGist).trim().toWellFormed()
}

/** "request id: x", "organization=x": what comes after is a name. */
const labelled =
  /\b(request|trace|correlation|session|org(?:anization|anisation)?|project|account|workspace|tenant|deployment|model|activity|reference)(?:[ _-]?(?:id|name))?\s*[:=]\s*[^\s,;)\]}]+/gi
/** "Account x is suspended". */
const calledSo =
  /\b(account|organi[sz]ation|project|deployment|team|workspace|tenant) ([\w.-]{1,64}) (?=(?:is|has|was|does)\b)/gi
const notNames = new Set(
  'id that which access you it this name key here owner usage credit balance and limit'.split(' '),
)

function withoutNames(text: string, names: readonly string[]): string {
  let left = text
  for (const name of names) left = left.replaceAll(name, out)
  return left
}

/** A model as it is asked for, and its own name behind that of its maker. A short one may be a word of any message. */
function formsOf(name: string): string[] {
  const own = name.slice(name.lastIndexOf('/') + 1)
  return [...new Set([name, own])].filter(({ length }) => length >= 4)
}

/** Of a message that is an error body, what it tells; the request that it repeats is left out. */
function onlyTold(text: string): string {
  const at = text.search(/[[{]/)
  if (at < 0) return text
  const parts: string[] = []
  for (const [, , key, double, single, list] of text.slice(at).matchAll(told)) {
    parts.push(key === 'loc' || list !== undefined ? pathOf(list ?? double ?? single ?? '') : (double ?? single ?? ''))
    if (parts.length === mostTold) break
  }
  return parts.length === 0 ? text : `${text.slice(0, at)} ${parts.join('; ')}`
}

const pathOf = (list: string): string =>
  list
    .split(',')
    .map((part) => part.trim().replace(/^["']|["']$/g, ''))
    .filter((part) => part !== '')
    .join('.')

/** What stands in quotes is a value, unless it names a part of the request. */
function quoted(inner: string, all: string, at: number): string {
  const path = inner.replace(/\[\d*\]|\.\d+(?=\.|$)/g, '.#').toLowerCase()
  if (!/^[a-z]+(?:[_.#]+[a-z]+)*[.#]*$/.test(path) || path.length > 60) return ` ${out} `
  const isNamedSo = /\b(?:param(?:eter)?|argument|field|property|keyword|option|header|key|unknown name)s?:? ?$/i.test(
    all.slice(Math.max(0, at - 16), at),
  )
  const words = path.split(/[.#]+/).filter(Boolean)
  return isNamedSo || words.every((each) => each.includes('_') || fields.has(each)) ? ` ${path} ` : ` ${out} `
}

/** Prefixes of ids, where what follows them has no digit by chance. */
const idLike =
  /^(?:org|proj|req|user|msg|gen|chatcmpl|resp|batch|file|key|acct|run|thread|asst|call|toolu|ws|wrkspc|trace)[-_](?=.*[A-Z])/

function word(token: string): string {
  if (token.length >= 8 && /^[a-f]+$/i.test(token)) return out // hexadecimal, by chance without a digit
  if (/^[A-Za-z]?[a-z]{0,20}$/.test(token)) return token.toLowerCase()
  if (/\d/.test(token) || idLike.test(token)) return out
  for (const part of token.split(/[-_]/)) if (part.length >= 25 || isRandom(part)) return out
  return token.toLowerCase()
}

/** Letters of both cases in short runs, as ids are written and words are not: "AbXqZtRw", but not "BadRequestError". */
function isRandom(part: string): boolean {
  if (part.length < 8) return false
  const runs = part.match(/[A-Z]+[a-z]*|[a-z]+/g) ?? []
  return runs.length >= 4 && part.length / runs.length < 3
}

const units =
  /# ?(?:ms|msecs?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?|months?|[kmgt]i?b|bytes?|usd|dollars?)\b/g
const month =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const date = new RegExp(
  `(?:\\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? )?(?:# (?:of )?(?:${month})\\b(?:,? #)?|\\b(?:${month}) #)`,
  'g',
)

/** How many, how long and how big is said in many ways that all come to the same. */
function tidied(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[\w#.-]{1,64}(?:\/[\w#.:-]{1,64})+/g, (path) => (path.includes('://') ? path : out))
    .replace(/[$€£]#/g, out)
    .replace(/#(?:[.,:+\-–]?#)+/g, out)
    .replace(date, out)
    .replace(/# (?:utc|gmt|am|pm|z)\b/g, out)
    .replace(units, out)
    .replace(/\[[^\][]{0,300}\]/g, `[${out}]`)
    .replace(/\b(?:about|approximately|roughly|around|nearly) #|~ ?#/g, out)
    .replace(/# (token|request|error|message|character|credit|image|item|time|call|requirement)s\b/g, '# $1')
    .replace(/\b(error|requirement)s\b/g, '$1')
    .replace(/ ?# ?/g, ' # ')
    .replace(/#(?:(?: ?[,;&] ?| and | or | )+#)+/g, out)
    .replace(/\s+/g, ' ')
    .trim()
}
