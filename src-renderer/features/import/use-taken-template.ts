import { useEffect, useRef } from 'react'
import type { TemplateDetail } from '#shared/template-view'
import { useStore } from '../../state/store'

/** Takes the template that was chosen among all of them, before the files or over their sheet: once, each time that one is chosen. */
export function useTakenTemplate(
  template: TemplateDetail | null,
  hasColumns: boolean,
  take: (template: TemplateDetail) => void,
): void {
  const taken = useRef<TemplateDetail | null>(null)
  useEffect(() => {
    if (template === null || taken.current === template) return
    taken.current = template
    if (hasColumns) take(template)
    else
      useStore.getState().toast({
        ...{ kind: 'info', title: `“${template.name}” is not used here` },
        detail: 'A template is for rows with columns, and these files have none.',
      })
  })
}
