import type { ReactNode } from 'react'

type Props = { size?: number }

/** A single-stroke icon on a 24 × 24 grid; `usual` is its default size in px. */
export const icon =
  (paths: ReactNode, usual = 24) =>
  ({ size = usual }: Props) => (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {paths}
    </svg>
  )

export const BackIcon = icon(<path d="M15 5l-7 7 7 7" />)
export const ForwardIcon = icon(<path d="M9 5l7 7-7 7" />)
export const SendIcon = icon(<path d="M5 12h13M12.5 6l6 6-6 6" />)
export const DownIcon = icon(<path d="M12 5v14M6 13l6 6 6-6" />)
export const SentIcon = icon(<path d="M6 12.5l4 4 8-9" />)
export const DeliveredIcon = icon(<path d="M2 12.5l4 4 8-9M11 15l1.5 1.5 8-9" />)
export const ClockIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5V12l3 2" />
  </>,
)
export const AlertIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 8v4.5M12 15.8v.2" />
  </>,
)
export const HistoryIcon = icon(<path d="M4 12a8 8 0 1 0 2.6-5.9L4 8.5M4 4v4.5h4.5M12 8v4.3l3 1.7" />)
export const PersonIcon = icon(
  <>
    <circle cx="12" cy="8.5" r="3.8" />
    <path d="M4.5 20c1-4 4-6 7.5-6s6.5 2 7.5 6" />
  </>,
)
export const HeartIcon = icon(<path d="M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.3 4.3 4.3 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z" />)
export const ShieldIcon = icon(<path d="M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6l7-2.5zM9 12l2.2 2.2L15.2 10" />)
export const OfflineIcon = icon(
  <path d="M3 3l18 18M8.5 16a5 5 0 0 1 6.3-.6M5 12.5a10 10 0 0 1 4-2.4M19 12.5a10 10 0 0 0-5-2.7M12 19.5v.1" />,
)
