import { icon } from '@bestie/ui/icons.tsx'
import type { ReactNode } from 'react'

const small = (paths: ReactNode) => icon(paths, 20)

export const DashboardIcon = small(<path d="M4 20V11M10 20V4M16 20v-7M21 20H3" />)
export const MitraIcon = small(
  <path d="M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.3 4.3 4.3 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z" />,
)
export const PaymentsIcon = small(<path d="M3.5 6.500h17v11h-17zM3.5 10.500h17M7 14.500h3" />)
export const SessionsIcon = small(<path d="M20 12a7.5 7.5 0 0 1-11 6.600L4 20l1.4-4.600A7.5 7.5 0 1 1 20 12z" />)
export const FailedIcon = small(<path d="M12 4 2.8 19.500h18.400zM12 10v4.500M12 17.200v.1" />)
export const UsersIcon = small(
  <path d="M9 11.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.6-3.4 3.2-5.5 6.5-5.500s5.9 2.1 6.5 5.500M16 5a3.3 3.3 0 0 1 0 6.300M18 15c2 .8 3.2 2.6 3.5 5" />,
)
export const SettingsIcon = small(<path d="M4 7h9M19 7h1M4 17h1M11 17h9M16 4.500v5M8 14.500v5" />)
export const AuditIcon = small(<path d="M6 3.500h9l4 4V20.500H6zM9 11.500h7M9 15.500h7" />)
export const OperatorsIcon = small(<path d="M12 3.500l7 2.500v5.500c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6z" />)
export const MoreIcon = small(<path d="M5 12h.01M12 12h.01M19 12h.01" strokeWidth="3.2" />)
