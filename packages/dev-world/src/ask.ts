/** An answer of the API: its status and its JSON, if any. */
export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  body: any
}

/** One HTTP request, as any client would make it. */
export async function ask(url: string, method: string, headers: Record<string, string> = {}, body?: object): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}
