import type { ReactNode } from 'react'
import { Icon } from '../../ui/Icon'

type ImportNoticeProps = { readonly title: string; readonly children: ReactNode; readonly action?: ReactNode }

/** Why nothing can be queued, or was not: what happened, what was kept, what to do. */
export function ImportNotice({ title, children, action }: ImportNoticeProps) {
  return (
    <div role="alert" className="flex shrink-0 gap-2.5 rounded-[8px] bg-dead-tint px-3 py-2 text-[12.5px]">
      <Icon name="invalid" size={14} className="mt-0.5 text-dead" />
      <p data-selectable className="min-w-0 wrap-anywhere">
        <b className="font-semibold">{title}</b> <span className="text-ink-2">{children}</span>
      </p>
      {action && <div className="ml-auto shrink-0 self-center">{action}</div>}
    </div>
  )
}
