import type { Overview } from '#shared/overview'
import type { TaskView } from '#shared/task'
import { type CompareCase, comparable } from './compare'
import * as control from './control-overviews'
import { controlTasks } from './control-tasks'
import * as dryRuns from './dry-run'
import { inUse, limited, paced } from './limits'
import { longNames, longTasks } from './long-names'
import * as money from './money'
import * as overviews from './overviews'
import * as releases from './releases'
import { busyTasks, hugeTask } from './tasks'

export type Scenario = {
  readonly overview: Overview | null // null: main has not answered yet
  readonly total: number
  readonly task: (index: number) => TaskView | undefined
  readonly rows: 'ready' | 'never' | 'error'
  readonly compare?: CompareCase
}
const small = (overview: Overview | null, tasks: readonly TaskView[] = busyTasks): Scenario => ({
  ...{ overview, total: tasks.length, task: (index) => tasks[index], rows: 'ready' },
})
const comparing = (compare: CompareCase): Scenario => ({ ...small(comparable(compare)), compare })
const ended = busyTasks.filter(({ state }) => 'settledAt' in state)

export const scenarios = {
  'first-run': small(overviews.empty, []),
  busy: small(overviews.busy),
  practice: small(overviews.practising),
  key: small(overviews.keyRejected),
  probing: small(overviews.probing),
  done: small(overviews.allDone, ended),
  huge: { overview: overviews.huge, total: 100_000, task: hugeTask, rows: 'ready' },
  million: { overview: overviews.million, total: 1_000_000, task: hugeTask, rows: 'ready' },
  'long-names': small(longNames, longTasks),
  thousands: small(overviews.thousands),
  'ten-thousands': small(overviews.tenThousands),
  loading: { ...small(overviews.busy), rows: 'never' },
  starting: { ...small(null), rows: 'never' },
  error: { ...small(control.trouble('full', 12)), rows: 'error' },
  paused: small(control.pausedAll),
  safe: small(control.safeMode),
  suspects: small(control.crashTold),
  slept: small(control.afterSleep),
  full: small(control.trouble('full', 12)),
  'read-only': small(control.trouble('read_only', 1)),
  damaged: small(control.trouble('damaged', 3)),
  nights: small(control.atNight),
  money: small(money.spending, money.moneyTasks),
  'budget-batch': small(money.heldByBatch, money.moneyTasks),
  'budget-folder': small(money.heldByWatch, money.moneyTasks),
  'budget-day': small(money.heldByDay, money.moneyTasks),
  'no-price': small(money.heldByPrice, money.moneyTasks),
  limits: small(limited),
  paced: small(paced),
  'limits-used': small(inUse),
  'sent-ahead': small(releases.sentAhead),
  proved: small(releases.proved),
  releasing: small(releases.releasing),
  'release-paused': small(releases.pausedRelease),
  'stopped-itself': small(releases.stoppedItself),
  'probe-failed': small(releases.probeFailed),
  'paused-by-deaths': small(releases.pausedByDeaths),
  'dry-run': small(dryRuns.dryRunWaits),
  compare: comparing('two'),
  'compare-four': comparing('four'),
  'compare-twelve': comparing('twelve'),
  'compare-rated': comparing('rated'),
  'compare-empty': comparing('empty'),
  control: small(control.controlled, controlTasks),
} as const satisfies Record<string, Scenario>
export type ScenarioName = keyof typeof scenarios
