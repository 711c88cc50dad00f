import { useTexts } from '@bestie/ui/texts'
import { VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useWaiting } from '../home/use-waiting'
import { WaitingBadge } from '../home/waiting-badge'
import classes from './tabs.module.css'
import { tabTexts } from './texts'

/** Cast for the router's types, as in `toChat`. */
const toEarnings = { to: '/earnings' as '/' }

const icons = {
  home: 'M4 11.5 12 4l8 7.5V20h-5.5v-5h-5v5H4z',
  history: 'M12 4a8 8 0 1 1-7.4 5M4 4v5h5M12 8v4.5l3 2',
  earnings: 'M4 7.5h16v11H4zM4 7.5 15 4.5v3M15.5 13h1.5',
  profile: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.700 1.900 7.500 5.500',
}

/** The app's four tabs, within reach of a thumb. */
export function Tabs() {
  const texts = useTexts(tabTexts)
  const waiting = useWaiting()
  return (
    <nav className={classes.tabs} aria-label={texts.label}>
      <Link to="/" activeOptions={{ exact: true }} className={classes.tab}>
        <WaitingBadge count={waiting.count}>
          <Icon path={icons.home} />
        </WaitingBadge>
        {texts.home}
        {waiting.count > 0 && <VisuallyHidden>: {waiting.words}</VisuallyHidden>}
      </Link>
      <Link to="/history" className={classes.tab}>
        <Icon path={icons.history} />
        {texts.history}
      </Link>
      <Link {...toEarnings} className={classes.tab}>
        <Icon path={icons.earnings} />
        {texts.earnings}
      </Link>
      <Link to="/profile" className={classes.tab}>
        <Icon path={icons.profile} />
        {texts.profile}
      </Link>
    </nav>
  )
}

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
      <path d={path} strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  )
}
