import { useTexts } from '@bestie/ui/texts'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { isId, useGo } from '../address'
import { shellTexts } from './texts'

/** Opens a payment by the ID on a customer's receipt or in a log line, or by the gateway's reference on a bank statement. */
export function FindPayment() {
  const texts = useTexts(shellTexts)
  const go = useGo()
  const [written, setWritten] = useState('')
  const [isWrong, setWrong] = useState(false)
  return (
    <form
      aria-label={texts.find}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const name = written.trim()
        // The beginning of an ID, or a reference: no gateway's is without a digit, or has a space.
        const mayBeName = /^([0-9a-f-]{4,35}|(?=.*\d)\S{4,100})$/i.test(name)
        setWrong(!mayBeName)
        if (!mayBeName) return
        setWritten('')
        go(isId(name) ? `/payments/${name.toLowerCase()}` : `/payments?q=${encodeURIComponent(name)}`)
      }}
    >
      <TextInput
        type="search"
        name="payment"
        aria-label={texts.find}
        placeholder={texts.findHint}
        mb="sm"
        autoComplete="off"
        value={written}
        error={isWrong && texts.findWrong}
        onChange={(event) => {
          setWritten(event.currentTarget.value)
          setWrong(false)
        }}
      />
    </form>
  )
}
