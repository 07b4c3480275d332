/** The screens before anybody is signed in share this: one narrow column, the name, what it is about. */
import type { ReactNode } from 'react';
import './entrance.css';

export function Entrance({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="entrance">
      <div className="entrance-column">
        <header>
          <p className="entrance-name">Netgraph Workstation</p>
          <h1>{title}</h1>
        </header>
        {children}
      </div>
    </div>
  );
}
