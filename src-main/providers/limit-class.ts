import type { Protocol } from '#shared/provider'
import { type LimitFamily, limitFamilyOf } from './limit-family'

/**
 * Models that have one limit together, as their providers document it: Claude by class and major version, OpenRouter's free ones all
 * together. Sources: Anthropic's "Rate limits" (an Opus or Sonnet limit counts the traffic of all versions of it), OpenRouter's "Limits"
 * (free models: so many requests a minute and a day for the account). OpenAI has such groups as well, but names them only in an account's own
 * settings; a group that is none would halve what both could do, so nothing is guessed. The name is the class of a model that fits, with $1
 * and $2 in it.
 */
const classes: readonly (readonly [family: LimitFamily, model: RegExp, name: string])[] = [
  ['anthropic', /^claude-(opus|sonnet)-(\d+)(?:[-.].*)?$/, 'claude-$1-$2'],
  ['openrouter', /^.+:free$/, 'free'],
]

/** The name of the limit that a model shares with others of its provider; null where it has one of its own. */
export function limitClassOf(baseUrl: string | null, protocol: Protocol, model: string): string | null {
  const family = limitFamilyOf(baseUrl, protocol)
  const found = classes.find(([of, pattern]) => of === family && pattern.test(model))
  return found ? model.replace(found[1], found[2]) : null
}
