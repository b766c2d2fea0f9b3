/** How a number is shown, as far as it changes what it means. */
export type NumberKind = 'number' | 'date' | 'time' | 'duration'

/** Formats that every workbook has without naming them (ECMA-376 part 1, 18.8.30). */
export function builtInKind(id: number): NumberKind {
  if (id === 46) return 'duration'
  if ((id >= 18 && id <= 21) || id === 45 || id === 47) return 'time'
  // 27 to 36 and 50 to 58 are dates of East Asia, of which 32 to 35 and 55, 56 may be times: shown as dates with their time.
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58) ? 'date' : 'number'
}

/** What a format code makes of a number. Only its first section counts: the others are for negative numbers, zero and text. */
export function kindOfFormat(code: string): NumberKind {
  const [section = ''] = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '') // quoted, escaped, as wide as, filled with
    .split(';')
  if (/\[(h+|m+|s+)\]/i.test(section)) return 'duration'
  const plain = section.replace(/\[[^\]]*\]/g, '').replace(/general/gi, '')
  if (/[yd]|e(?![+-])/i.test(plain) && !/[0#?]/.test(plain.replace(/\.0+/g, ''))) return 'date'
  if (/[hs]/i.test(plain)) return 'time'
  return /m/i.test(plain) ? 'date' : 'number'
}

const dayMs = 86_400_000
/** Day 0 of either system. Excel counts a 29 February 1900 that never was, so days before it are one off. */
const epoch1900 = Date.UTC(1899, 11, 30)
const epoch1904 = Date.UTC(1904, 0, 1)
/** 31 December 9999, the last day that Excel knows. */
const lastDay = 2_958_465

/** A serial number as text: `2024-05-01`, `2024-05-01 13:45:00`, `13:45:00`, `36:00:00`. Null where it is no moment. */
export function serialText(serial: number, kind: Exclude<NumberKind, 'number'>, from1904: boolean): string | null {
  if (!Number.isFinite(serial) || serial > lastDay + 1) return null
  const ms = Math.round(serial * dayMs)
  if (kind === 'duration') return durationText(ms)
  if (serial < 0) return null
  const shift = !from1904 && serial < 60 ? dayMs : 0
  const iso = new Date((from1904 ? epoch1904 : epoch1900) + shift + ms).toISOString()
  const time = iso.slice(11, 23).replace('.000', '')
  if (kind === 'time' && serial < 1) return time
  return ms % dayMs === 0 && kind === 'date' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`
}

function durationText(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000)
  const two = (value: number) => String(value).padStart(2, '0')
  const text = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return ms < 0 ? `-${text}` : text
}
