from fastapi import APIRouter

from app.redis import RedisDep

router = APIRouter()


@router.post("/visits")
async def count_visit(redis: RedisDep) -> dict[str, int]:
    """Counts one visit, whichever replica it comes to."""
    return {"visits": await redis.incr("visits")}
