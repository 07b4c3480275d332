/** What is said aloud and shown elsewhere: politely, when there is room. One region for the whole window. */
import { create } from 'zustand';

const useSpoken = create<{ readonly text: string }>(() => ({ text: '' }));

/** For what a person sees happen: "41 added, 171 not drawn." */
export const announce = (text: string): void => useSpoken.setState({ text });

export function Announcer() {
  const text = useSpoken((state) => state.text);
  return (
    <div className="spoken" role="status">
      {text}
    </div>
  );
}
