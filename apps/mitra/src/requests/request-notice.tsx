import { useTexts } from '@bestie/ui/texts'
import { CloseButton } from '@mantine/core'
import { useEffect } from 'react'
import classes from './request-notice.module.css'
import { useRequests } from './requests-provider'
import { requestTexts } from './texts'

const shownMs = 8000

/**
 * Says why a card went away. The live region exists before its text, so that the text is read out. One
 * copy is on the page and one in the overlay, which covers the page; only the visible copy is `shown`.
 */
export function RequestNotice({ on, shown }: { on: 'page' | 'overlay'; shown: boolean }) {
  const texts = useTexts(requestTexts)
  const { queue, seeNotice } = useRequests()
  const { notice } = queue

  useEffect(() => {
    if (!notice) return
    const timer = setTimeout(seeNotice, shownMs)
    return () => clearTimeout(timer)
  }, [notice, seeNotice])

  return (
    <div role="status" aria-live="assertive" className={classes[on]}>
      {shown && notice && (
        <div className={classes.notice}>
          <span>{texts[notice]}</span>
          <CloseButton variant="transparent" c="white" aria-label={texts.close} onClick={seeNotice} />
        </div>
      )}
    </div>
  )
}
