import { useTexts } from '@bestie/ui/texts'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { isId, useGo } from '../address'
import { shellTexts } from './texts'

/** Opens a payment by the ID on a customer's receipt or in a log line. */
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
        const id = written.trim().toLowerCase()
        const isBeginning = /^[0-9a-f-]{4,35}$/.test(id)
        setWrong(!isId(id) && !isBeginning)
        if (!isId(id) && !isBeginning) return
        setWritten('')
        go(isId(id) ? `/payments/${id}` : `/payments?q=${id}`)
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
