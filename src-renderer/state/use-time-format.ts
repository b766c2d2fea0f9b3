import { setTimeFormat } from '../format'
import { useStore } from './store'

/** Clocks as a person wants them. Set while drawing, so that nothing below is drawn with the former. */
export function useTimeFormat(): void {
  setTimeFormat(useStore((store) => store.settings?.timeFormat ?? 'system'))
}
