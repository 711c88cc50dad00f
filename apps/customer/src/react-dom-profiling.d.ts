/** The same as `react-dom/client`, with renders counted; React's types leave it out. */
declare module 'react-dom/profiling' {
  export * from 'react-dom/client'
}
