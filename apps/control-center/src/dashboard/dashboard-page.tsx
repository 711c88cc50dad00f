import { useTexts } from '@bestie/ui/texts'
import { Page } from '../shell/page'
import { shellTexts } from '../shell/texts'

/** The first page. */
export function DashboardPage() {
  return <Page title={useTexts(shellTexts).dashboard}>{null}</Page>
}
