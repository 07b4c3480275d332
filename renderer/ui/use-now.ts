/** The moment, renewed at each whole multiple of `every` ms. */
import { useEffect, useState } from 'react';

export function useNow(every = 1000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const next = (): void => {
      setNow(Date.now());
      timer = setTimeout(next, every - (Date.now() % every));
    };
    timer = setTimeout(next, every - (Date.now() % every));
    return () => clearTimeout(timer);
  }, [every]);
  return now;
}
