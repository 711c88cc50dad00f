import { useApp } from '@bestie/ui/app'
import { PersonIcon } from '@bestie/ui/icons.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { FindPayment } from './find-payment'
import {
  AuditIcon,
  DashboardIcon,
  FailedIcon,
  MitraIcon,
  OperatorsIcon,
  PaymentsIcon,
  SessionsIcon,
  SettingsIcon,
  UsersIcon,
} from './icons'
import { useMay } from './role'
import classes from './shell.module.css'
import { shellTexts } from './texts'

/** The navigation, in the order of the work: what is live, what went wrong, who is involved, and how it is tuned. */
export function Sidebar() {
  const texts = useTexts(shellTexts)
  const { api, session } = useApp()
  const maySupervise = useMay('supervisor')
  const signOut = () => {
    api.post('/internal/auth/sign-out').catch(() => {})
    session.signOut()
  }
  return (
    <>
      <div className={classes.brand}>
        <img src="/icon.svg" alt="" width={28} height={28} />
        Control Center
      </div>
      <FindPayment />
      <nav aria-label={texts.menu}>
        <Place to="/" icon={<DashboardIcon />} name={texts.dashboard} />
        <Place to="/mitras" icon={<MitraIcon />} name={texts.mitra} />
        <Place to="/payments" icon={<PaymentsIcon />} name={texts.payments} />
        <Place to="/sessions" icon={<SessionsIcon />} name={texts.sessions} />
        <Place to="/failed-pairings" icon={<FailedIcon />} name={texts.failedPairings} />
        <Place to="/users" icon={<UsersIcon />} name={texts.users} />
        <Place to="/settings" icon={<SettingsIcon />} name={texts.settings} />
        <Place to="/audit" icon={<AuditIcon />} name={texts.audit} />
        {maySupervise && <Place to="/operators" icon={<OperatorsIcon />} name={texts.operators} />}
        <Place to="/account" icon={<PersonIcon size={20} />} name={texts.account} />
      </nav>
      <Text mt="auto" pt="sm" size="xs" c="dimmed" ta="center">
        {texts.zone}
      </Text>
      <Button variant="subtle" onClick={signOut}>
        {texts.signOut}
      </Button>
    </>
  )
}

function Place({ to, icon, name }: { to: string; icon: ReactNode; name: string }) {
  return (
    <Link to={to as '/'} search={{}} className={classes.link ?? ''} activeOptions={{ exact: to === '/', includeSearch: false }}>
      {icon}
      {name}
    </Link>
  )
}
