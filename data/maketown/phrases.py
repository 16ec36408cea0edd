"""What people say when they report something, matter by matter."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of report: code, how often, where, in which words; outcomes are shares of 1."""

    kind: str
    code: str
    weight: float
    places: tuple[str, ...]
    sentences: tuple[str, ...]
    minutes: float
    urgent: float = 0.0
    outcomes: tuple[float, float, float] = (0.88, 0.11, 0.01)


_ENFORCED = (0.4, 0.28, 0.32)
_MANAGED = (0.66, 0.27, 0.07)

MATTERS = (
    Matter(
        "matter",
        "06010",
        14,
        ("address", "slab", "hamlet", "crossing", "estate"),
        (
            "{place}有一堆生活垃圾没人清,天热都发臭了",
            "{place}堆了好几袋垃圾,苍蝇很多",
            "{place}的垃圾从早上堆到现在,路过都要捂鼻子",
            "{place}有人乱扔装修剩下的垃圾袋",
        ),
        90,
    ),
    Matter(
        "matter",
        "06011",
        6,
        ("hamlet", "address", "firm"),
        ("{place}被人偷倒了一车建筑垃圾", "{place}堆着一大堆渣土,下雨就往路上流"),
        400,
        0,
        _MANAGED,
    ),
    Matter(
        "matter",
        "06012",
        5,
        ("crossing", "address", "bridge"),
        ("{place}路面上全是泥,电瓶车容易滑倒", "{place}撒了一地石子,没有人扫"),
        70,
    ),
    Matter(
        "matter",
        "06013",
        8,
        ("crossing", "address", "lamp", "bridge"),
        (
            "{place}路面有个坑,昨天晚上有人骑车摔了",
            "{place}的沥青塌下去一块,大概脸盆大小",
            "{place}人行道地砖松了好几块,下雨天一踩一身水",
        ),
        900,
    ),
    Matter(
        "matter",
        "06017",
        4,
        ("estate", "poi"),
        ("{place}绿化带里都是塑料袋和烟头", "{place}的草坪很久没人修,里面还有狗粪"),
        150,
    ),
    Matter(
        "matter",
        "06020",
        4,
        ("hamlet",),
        ("{place}有人在烧秸秆,烟很大", "{place}在烧垃圾,味道刺鼻"),
        40,
        0.5,
        _ENFORCED,
    ),
    Matter(
        "matter",
        "06025",
        6,
        ("bridge", "hamlet"),
        ("{place}河面上漂着很多水葫芦和塑料瓶", "{place}的河里有死鱼,水面一层绿的"),
        200,
    ),
    Matter(
        "matter",
        "06026",
        4,
        ("bridge", "firm"),
        ("{place}的排口在往河里排黑水", "{place}河水发白,有股化工味,怀疑有厂偷排"),
        300,
        0.6,
        _ENFORCED,
    ),
    Matter(
        "matter",
        "06027",
        4,
        ("poi", "address"),
        ("{place}饭店的油烟直接往外排,楼上窗户都不敢开", "{place}烧烤油烟太大,晚上没法睡"),
        500,
        0,
        _ENFORCED,
    ),
    Matter(
        "matter",
        "06028",
        8,
        ("slab", "poi", "estate"),
        (
            "{place}晚上十一点还在跳广场舞,音响开得很响",
            "{place}楼下棋牌室半夜还在吵",
            "{place}有人装修,中午也在打电钻",
        ),
        120,
        0,
        _MANAGED,
    ),
    Matter(
        "matter",
        "06036",
        9,
        ("slab", "estate", "hamlet"),
        (
            "{place}楼道里堆满了纸板箱和旧家具,万一着火不得了",
            "{place}有人把杂物堆在公共通道上,老人走不过去",
            "{place}车棚里堆着旧沙发,车都停不进去",
        ),
        240,
    ),
    Matter(
        "matter",
        "06042",
        8,
        ("slab", "estate", "address", "hamlet"),
        ("{place}的垃圾桶满了,袋子都堆到外面来了", "{place}四个垃圾桶都溢出来了,收运车两天没来"),
        80,
    ),
    Matter(
        "matter",
        "06045",
        3,
        ("estate", "slab"),
        ("{place}有人把绿化挖了种菜", "{place}一楼住户把公共绿地围起来了"),
        900,
        0,
        _ENFORCED,
    ),
    Matter(
        "matter",
        "06001",
        4,
        ("hamlet", "slab", "firm"),
        ("{place}有人在搭阳光房,已经立好钢架了", "{place}在原来的围墙外面又砌了一间房"),
        1200,
        0,
        _ENFORCED,
    ),
    Matter(
        "matter",
        "06040",
        3,
        ("slab", "address"),
        ("{place}门口有人装了地锁,别人没法停车", "{place}路边被人用水泥墩占了车位"),
        300,
        0,
        _ENFORCED,
    ),
    Matter(
        "matter",
        "07001",
        5,
        ("crossing", "slab", "lamp"),
        ("{place}贴满了疏通下水道的小广告", "{place}墙上又喷了办证的电话"),
        100,
    ),
    Matter(
        "matter",
        "08001",
        4,
        ("firm", "crossing"),
        ("{place}工地半夜还在打桩", "{place}旁边的工地早上五点就开工,吵得睡不着"),
        200,
        0,
        _ENFORCED,
    ),
    Matter(
        "matter",
        "08004",
        4,
        ("crossing", "firm"),
        ("{place}工地没有洒水,风一吹全是灰", "{place}工地车辆进出带泥,整条路都是灰"),
        300,
        0,
        _MANAGED,
    ),
    Matter(
        "matter",
        "09001",
        5,
        ("poi", "crossing"),
        ("{place}有个卖西瓜的三轮车,喇叭喊个不停", "{place}有几个流动摊贩,城管一走又来了"),
        60,
        0,
        _MANAGED,
    ),
    Matter(
        "matter",
        "09005",
        8,
        ("poi", "address"),
        (
            "{place}把货都摆到人行道上了",
            "{place}桌椅摆到店外面,行人只能走机动车道",
            "{place}摆了一排电动车在卖,占了盲道",
        ),
        90,
        0,
        _MANAGED,
    ),
    Matter(
        "matter",
        "09006",
        6,
        ("crossing", "poi", "bridge"),
        ("{place}早上摆摊卖菜的把路占了一半", "{place}有人占着路口卖水果,公交车都转不过来"),
        80,
        0,
        _ENFORCED,
    ),
    Matter(
        "matter",
        "09009",
        9,
        ("crossing", "address", "poi", "estate"),
        (
            "{place}一辆面包车停在人行道上好几天了",
            "{place}两边都停满了车,大车开不进去",
            "{place}有辆白色轿车堵住了出口",
        ),
        60,
        0,
        _MANAGED,
    ),
    Matter(
        "matter",
        "09010",
        5,
        ("poi", "estate"),
        ("{place}电瓶车乱停,把通道堵死了", "{place}共享电单车倒了一片"),
        50,
    ),
    Matter(
        "matter",
        "09012",
        5,
        ("slab", "estate", "poi"),
        ("{place}消防通道被私家车堵住了", "{place}的消防通道上停着一辆厢式货车,司机联系不上"),
        35,
        0.85,
        _MANAGED,
    ),
    Matter(
        "matter",
        "09015",
        2,
        ("address", "hamlet"),
        ("{place}有一家没有执照的早餐摊,在自己家里做包子卖",),
        500,
        0,
        _ENFORCED,
    ),
    Matter(
        "matter",
        "10002",
        4,
        ("address", "lamp", "hamlet"),
        ("{place}有根线断了垂到路中间,很低", "{place}电线杆上的光缆掉下来了,小孩在那里拉着玩"),
        60,
        0.7,
    ),
    Matter(
        "component",
        "01002",
        4,
        ("address", "crossing"),
        ("{place}污水井盖没了,井口敞着,很危险", "{place}的污水井往外冒脏水"),
        90,
        0.6,
    ),
    Matter(
        "component",
        "01003",
        3,
        ("address", "crossing"),
        ("{place}雨水井盖翘起来了,车子压过去咣当响",),
        200,
        0.1,
    ),
    Matter(
        "component",
        "01037",
        7,
        ("lamp", "hamlet", "address"),
        ("{place}的路灯不亮,晚上黑漆漆的", "{place}路灯一闪一闪的,已经一个星期了"),
        700,
    ),
    Matter(
        "component", "02014", 2, ("crossing",), ("{place}的红绿灯不亮了,现在车子乱成一团",), 60, 0.8
    ),
    Matter(
        "component",
        "04002",
        3,
        ("lamp", "address"),
        ("{place}的行道树断了一根大树枝,挂在电线上", "{place}有棵树歪了,看着要倒"),
        150,
        0.3,
    ),
    Matter("component", "03005", 2, ("address", "poi"), ("{place}的果皮箱门坏了,垃圾掉一地",), 400),
)

OPENINGS = {
    "网格员上报": ("", "巡查发现,", "巡查时发现", "今天走到这里看到,", ""),
    "12345热线": ("市民反映:", "来电人反映", "来电人称", "市民来电反映,"),
    "居民来电": ("你好,", "喂,我说一下,", "", "麻烦你们来看看,", "我住在附近,"),
    "视频巡查": ("视频发现", "监控画面显示,", "视频巡查发现"),
    "督查": ("督查发现", "督查组现场查看,", "回头看发现"),
}
CLOSINGS = {
    "网格员上报": ("。", ",已拍照。", ",请派人处理。", ",需要协调处理。"),
    "12345热线": (",要求尽快处理。", ",希望有关部门来看一下。", ",请核实并回复。", "。"),
    "居民来电": (",你们管不管?", ",快点来人吧。", ",麻烦处理一下,谢谢。", "。"),
    "视频巡查": ("。", ",请核实。"),
    "督查": (",请限时整改。", ",此前已通报过一次。", "。"),
}
# a grid member adds these only where somebody could be talked to
DISSUADED = (",现场已劝导,没有效果。", ",已劝导两次。")
