import { openLetters } from '../state/open-letters'
import { useStore } from '../state/store'
import { IconButton } from '../ui/IconButton'
import { BatchList } from './BatchList'
import { Brand } from './Brand'
import { NavItem, NavSheet } from './NavItem'
import { ProviderList } from './ProviderList'

/** Where one is, the batches and the providers; under 1000 px of width a rail of icons. */
export function Sidebar({ rail }: { readonly rail: boolean }) {
  const dead = useStore(openLetters)
  const openCompose = useStore((store) => store.openCompose)
  const goTo = useStore((store) => store.goTo)
  const openTemplates = useStore((store) => store.openTemplates)
  return (
    <nav
      aria-label="Main"
      className={`row-span-2 flex min-h-0 flex-col border-r border-line bg-chrome pb-2 ${rail ? 'items-center px-1' : 'px-2'}`}
    >
      <Brand rail={rail} />
      <div className={`flex shrink-0 flex-col pt-0.5 ${rail ? 'gap-0.5' : 'gap-px'}`}>
        <NavItem view="queue" icon="queue" label="Queue" rail={rail} />
        <NavItem view="dead" icon="dead" label="Dead letters" count={dead} rail={rail} />
        <NavItem view="insights" icon="insights" label="Insights" rail={rail} />
        <NavItem view="providers" icon="providers" label="Providers" rail={rail} />
        <NavItem view="schedules" icon="schedules" label="Schedules" rail={rail} />
        <NavSheet icon="variables" label="Templates" rail={rail} onClick={openTemplates} />
        <NavItem view="spending" icon="money" label="Spending" rail={rail} />
        <NavItem view="watches" icon="watches" label="Watch folders" rail={rail} />
      </div>
      {!rail && (
        <div className="-mx-2 min-h-0 flex-1 overflow-y-auto px-2">
          <Heading title="Batches">
            <IconButton icon="new" label="New batch" size="sm" onClick={() => openCompose()} />
          </Heading>
          <BatchList />
          <Heading title="Providers">
            <IconButton icon="new" label="Add a provider" size="sm" onClick={() => goTo('providers')} />
          </Heading>
          <ProviderList />
        </div>
      )}
      {rail && <span className="flex-1" />}
      <div className="shrink-0 pt-2">
        <NavItem view="settings" icon="settings" label="Settings" rail={rail} />
      </div>
    </nav>
  )
}

function Heading({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <div className="flex h-6 items-center justify-between pt-0 pl-2 text-2xs font-medium text-ink-3 mt-3 mb-0.5">
      <h2>{title}</h2>
      {children}
    </div>
  )
}
