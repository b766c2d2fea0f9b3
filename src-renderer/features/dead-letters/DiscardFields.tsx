import { useState } from 'react'
import { Input } from '../../ui/Input'
import { setAction } from './pending'

/** Why: it may be left empty. */
export function DiscardFields() {
  const [reason, setReason] = useState('')
  return (
    <div className="max-w-80 min-w-36 flex-1">
      <Input
        label="Reason"
        hideLabel
        data-first
        height="sm"
        placeholder="Reason, may be left empty"
        maxLength={500}
        value={reason}
        onChange={({ target: { value } }) => {
          setReason(value)
          setAction({ kind: 'discard', reason: value })
        }}
      />
    </div>
  )
}
