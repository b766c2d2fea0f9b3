import { useEffect, useRef } from 'react'
import { isTyping } from '../../platform'
import { Input } from '../../ui/Input'
import { Kbd } from '../../ui/Kbd'
import { useKeys } from './use-keys'

type LetterFilterProps = { readonly text: string; readonly onChange: (text: string) => void }

/** Narrows the letters of every group to those with these words. */
export function LetterFilter({ text, onChange }: LetterFilterProps) {
  const input = useRef<HTMLInputElement>(null)
  useKeys((event) => {
    if (event.key !== '/' || isTyping(event.target)) return false
    input.current?.focus()
    return true
  })
  useEffect(() => {
    const focus = () => input.current?.focus()
    window.addEventListener('trilane:filter', focus)
    return () => window.removeEventListener('trilane:filter', focus)
  }, [])
  return (
    <div className="w-[220px] min-w-24">
      <Input
        label="Filter letters"
        hideLabel
        icon="search"
        placeholder="Filter letters"
        maxLength={200}
        value={text}
        inputRef={input}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          if (text === '') input.current?.blur()
          onChange('')
        }}
        trailing={text === '' ? <Kbd keys="/" /> : undefined}
      />
    </div>
  )
}
