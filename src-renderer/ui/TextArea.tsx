import type { ComponentProps, Ref } from 'react'
import { useId } from 'react'

type TextAreaProps = Omit<ComponentProps<'textarea'>, 'className'> & {
  readonly label: string
  readonly hideLabel?: boolean
  readonly mono?: boolean
  readonly areaRef?: Ref<HTMLTextAreaElement>
}

/** Several lines of text with their label. */
export function TextArea({ label, hideLabel = false, mono = false, areaRef, ...rest }: TextAreaProps) {
  const id = useId()
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1 block text-xs font-medium text-ink-2'}>
        {label}
      </label>
      <textarea
        {...rest}
        ref={areaRef}
        id={id}
        className={`edge-strong min-h-24 w-full flex-1 resize-none rounded-md bg-surface px-3 py-2.5 leading-[19.5px] disabled:text-ink-disabled ${mono ? 'code' : ''}`}
      />
    </div>
  )
}
