import { useStore } from '../state/store'
import { Toasts } from '../ui/Toasts'
import { BulkProgress } from './BulkProgress'

export function ToastStack() {
  const toasts = useStore((store) => store.toasts)
  const dismissToast = useStore((store) => store.dismissToast)
  return (
    <Toasts toasts={toasts} onDismiss={dismissToast}>
      <BulkProgress />
    </Toasts>
  )
}
