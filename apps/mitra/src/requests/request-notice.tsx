import { useTexts } from '@bestie/ui/texts'
import { CloseButton } from '@mantine/core'
import { useEffect } from 'react'
import styles from './request-notice.module.css'
import { useRequests } from './requests-provider'
import { requestTexts } from './texts'

const shownMs = 8000

/**
 * Says why a card went away. A live region that is there before its text, so that it is also read out; one lies on
 * the page and one in the overlay, which covers the page, and only the one in sight is `shown`.
 */
export function RequestNotice({ on, shown }: { on: 'page' | 'overlay'; shown: boolean }) {
  const t = useTexts(requestTexts)
  const { queue, seeNotice } = useRequests()
  const { notice } = queue

  useEffect(() => {
    if (!notice) return
    const timer = setTimeout(seeNotice, shownMs)
    return () => clearTimeout(timer)
  }, [notice, seeNotice])

  return (
    <div role="status" aria-live="assertive" className={styles[on]}>
      {shown && notice && (
        <div className={styles.notice}>
          <span>{t[notice]}</span>
          <CloseButton variant="transparent" c="white" aria-label={t.close} onClick={seeNotice} />
        </div>
      )}
    </div>
  )
}
