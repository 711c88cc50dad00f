import classes from './home.module.css'

/** Two speech bubbles that lean on each other. */
export function Embrace() {
  return (
    <svg className={classes.picture} viewBox="0 0 240 180" aria-hidden="true">
      <circle cx="120" cy="90" r="84" fill="var(--bestie-glow)" />
      <path
        fill="var(--bestie-mine)"
        d="M98 40c-36 0-64 23-64 52 0 17 9 31 24 41-1 10-6 18-13 25 14-1 26-6 35-15 6 1 12 2 18 2 36 0 64-24 64-53s-28-52-64-52z"
      />
      <path
        fill="#ec8f58"
        d="M154 66c30 0 54 19 54 43 0 14-8 26-20 34 1 8 5 15 11 21-12-1-22-5-29-12-5 1-10 1-16 1-30 0-54-20-54-44s24-43 54-43z"
      />
      <path
        fill="#fff"
        d="M154 130l-4-4c-17-15-26-23-26-34 0-9 7-16 16-16 5 0 10 2 14 6 3-4 8-6 13-6 9 0 16 7 16 16 0 11-9 19-26 34z"
        transform="translate(31 24) scale(.8)"
      />
      <circle cx="72" cy="90" r="6" fill="#fff" />
      <circle cx="94" cy="90" r="6" fill="#fff" opacity=".8" />
    </svg>
  )
}
