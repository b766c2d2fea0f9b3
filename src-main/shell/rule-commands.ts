import type { Rules } from '#engine/letters/rules'
import type { Handlers } from '#shared/contract'
import type { Store } from '#store/store'

type Names = 'listRules' | 'saveRule' | 'removeRule' | 'dryRunRule' | 'getRuleLog' | 'getDeadAlert' | 'saveDeadAlert'
type Parts = { readonly rules: Rules; readonly store: Pick<Store, 'alerts' | 'write'> }

/** Rules for dead letters, and when too many of a batch die. */
export function ruleCommands({ rules, store }: Parts): Pick<Handlers, Names> {
  return {
    listRules: async () => rules.list(),
    saveRule: (input) => rules.save(input),
    async removeRule({ id }) {
      await rules.remove(id)
      return {}
    },
    dryRunRule: (input) => rules.dryRun(input),
    getRuleLog: async ({ ruleId, before, limit }) => rules.log(ruleId, before, limit),
    getDeadAlert: async () => store.alerts.setting(),
    async saveDeadAlert(alert) {
      await store.write(() => store.alerts.saveSetting(alert))
      return store.alerts.setting()
    },
  }
}
