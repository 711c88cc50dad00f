import { Empty } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { To } from '../address'
import { Page } from '../page/page'
import { shellTexts } from './texts'

/** Shown for an address that has no page. */
export function NotFound() {
  const texts = useTexts(shellTexts)
  return (
    <Page title={texts.notFound}>
      <Empty title={texts.notFoundText}>
        <To path="/">{texts.toDashboard}</To>
      </Empty>
    </Page>
  )
}
