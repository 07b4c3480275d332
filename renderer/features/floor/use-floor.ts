/** The customers that this person may act for, read when the window opens, when the hub comes or goes, and when asked. */
import { useCallback, useEffect, useState } from 'react';
import type { ActionOutput } from '../../../shared/contract/index.ts';
import type { AppError } from '../../../shared/errors.ts';
import { act } from '../../api.ts';

export interface FloorState {
  /** The last answer; null before the first. */
  readonly floor: ActionOutput<'floor.read'> | null;
  readonly error: AppError | null;
  readonly refresh: () => void;
}

export function useFloor(epoch: number, online: boolean): FloorState {
  const [floor, setFloor] = useState<FloorState['floor']>(null);
  const [error, setError] = useState<AppError | null>(null);
  const refresh = useCallback(() => {
    void act('floor.read', {}).then((result) => {
      if (result.ok) setFloor(result.value);
      if (result.ok || result.error.code !== 'stale_context') setError(result.ok ? null : result.error);
    });
  }, []);
  useEffect(refresh, [refresh, epoch, online]);
  return { floor, error, refresh };
}
