import { type Colour, draw, type Shape } from './drawing'
import type { Pixels } from './png'

const black: Colour = [0, 0, 0]
const white: Colour = [255, 255, 255]
// The fills of tokens.css: those of the dark theme also show on the dark bars that most systems have, and on light ones.
const fast: Colour = [0x33, 0xbb, 0xb7]
const heavy: Colour = [0x5b, 0x91, 0xea]
const dead: Colour = [0xf0, 0x52, 0x4d]
const letterRed: Colour = [0xc6, 0x2a, 0x2a] // white figures on it are read at 16 px

const lane = (y: number, width: number, colour: Colour): Shape => ({ x: 1, y, width, height: 3, radius: 1, colour })

/** The app's mark, three lanes, 16 units a side. @param colours of the lanes; a template is black, and the system colours it */
export const mark = (scale: number, template: boolean): Pixels =>
  draw(
    template
      ? [lane(2, 14, black), lane(6.5, 9, black), lane(11, 3.4, black)]
      : [lane(2, 14, fast), lane(6.5, 9, heavy), lane(11, 3.4, dead)],
    16,
    scale,
  )

/** Figures of three by five cells: what is left of a number at 16 px. */
const figures: Record<string, string> = {
  ...{ '0': '111101101101111', '1': '010110010010111', '2': '111001111100111', '3': '111001111001111' },
  ...{ '4': '101101111001001', '5': '111100111001111', '6': '111100111101111', '7': '111001001001001' },
  ...{ '8': '111101111101111', '9': '111101111001111', '+': '000010111010000' },
}

/** What stands on the badge of so many letters. */
export const badgeText = (count: number): string => (count > 99 ? '99+' : String(count))

/** A number on a red disc, for the corner of a taskbar button: 16 units a side. */
export function badge(count: number, scale: number): Pixels {
  const text = badgeText(count)
  // Whole units, so that nothing is blurred at 16 px; more than one figure has room if it is narrow.
  const [wide, high] = [text.length === 1 ? 2 : 1, 2]
  const left = Math.floor(8 - (text.length * 4 - 1) * (wide / 2))
  const cells = [...text].flatMap((figure, place) =>
    [...(figures[figure] ?? '')].flatMap((on, index): Shape[] => {
      const x = left + (place * 4 + (index % 3)) * wide
      const y = 3 + Math.floor(index / 3) * high
      return on === '1' ? [{ x, y, width: wide, height: high, radius: 0, colour: white }] : []
    }),
  )
  const disc: Shape = { x: 0, y: 0, width: 16, height: 16, radius: 8, colour: letterRed }
  return draw([disc, ...cells], 16, scale)
}
